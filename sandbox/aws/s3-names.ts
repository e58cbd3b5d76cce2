import { differs, length, matches, type Rule } from "../provider/rules";

/** S3's rules for the names of buckets, which all customers of AWS share. */
export const bucketName: readonly Rule[] = [
  length(3, 63),
  matches(/^[a-z0-9.-]+$/, "can only contain lower-case letters, digits, periods and hyphens"),
  matches(/^[a-z0-9].*[a-z0-9]$/, "must begin and end with a letter or a digit"),
  differs(/\.\./, "cannot contain two adjacent periods"),
  differs(/^\d+\.\d+\.\d+\.\d+$/, "cannot be formatted as an IP address"),
  differs(/^(xn--|sthree-|amzn-s3-demo-)/, "cannot begin with xn--, sthree- or amzn-s3-demo-"),
  differs(
    /(-s3alias|--ol-s3|\.mrap|--x-s3|--table-s3)$/,
    "cannot end with -s3alias, --ol-s3, .mrap, --x-s3 or --table-s3",
  ),
];
