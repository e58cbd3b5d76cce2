import { DiffResponse, PropertyDiff } from "@pulumi/pulumi/proto/provider_pb";
import type { Properties } from "../cloud";
import { isChosen } from "./check";
import { type Change, compare } from "./compare";
import type { Model } from "./model";

/** The protocol's answer to: what does going from `olds` to `news` (checked inputs) mean? */
export function diffResponse(model: Model, olds: Properties, news: Properties): DiffResponse {
  const changes = compare(model, olds, news);
  const replaces = unique(changes.filter((change) => change.replaces));
  const response = new DiffResponse();
  response.setChanges(changes.length > 0 ? DiffResponse.DiffChanges.DIFF_SOME : DiffResponse.DiffChanges.DIFF_NONE);
  response.setDiffsList(unique(changes));
  response.setReplacesList(replaces);
  response.setDeletebeforereplace(replaces.length > 0 && keepsItsName(model, olds, news));
  response.setHasdetaileddiff(true);
  for (const change of changes) {
    const detail = new PropertyDiff();
    detail.setKind(KINDS[change.kind][change.replaces ? 1 : 0]);
    detail.setInputdiff(true);
    response.getDetaileddiffMap().set(change.path, detail);
  }
  return response;
}

const { Kind } = PropertyDiff;
const KINDS = {
  add: [Kind.ADD, Kind.ADD_REPLACE],
  delete: [Kind.DELETE, Kind.DELETE_REPLACE],
  update: [Kind.UPDATE, Kind.UPDATE_REPLACE],
} as const;

const unique = (changes: readonly Change[]): string[] => [...new Set(changes.map(({ property }) => property))];

/** A replacement cannot be made beside the old one while that holds the name which the program chose. */
function keepsItsName(model: Model, olds: Properties, news: Properties): boolean {
  return (model.unique ?? []).some(
    ({ by }) =>
      by.every((name) => JSON.stringify(olds[name]) === JSON.stringify(news[name])) &&
      by.some((name) => isChosen(news, name)),
  );
}
