// Runs the S3 server on its own: node --openssl-legacy-provider s3Main.cjs FOLDER PORT BUCKET
const S3rver = require('@20minutes/s3rver');

const [directory, port, bucket] = process.argv.slice(2);
new S3rver({ directory, port: Number(port), address: '127.0.0.1', silent: true, configureBuckets: [{ name: bucket }] }).run();
