/** What the name of an AWS region looks like: `eu-west-2`, `us-gov-east-1`. */

export const regionForm = /^[a-z]{2}(-[a-z]+)+-\d$/;
