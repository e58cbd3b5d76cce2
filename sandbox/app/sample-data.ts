/** Visits that sample data pretend to have seen. */
export const sampleVisits = 100;
