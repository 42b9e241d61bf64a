// Bundled at build (see scripts/bundle-vendors.mjs): signs requests to S3 (Signature Version 4).
export { AwsV4Signer } from 'aws4fetch';
