// Runs the S3 server on its own: node --openssl-legacy-provider s3Main.cjs FOLDER PORT BUCKET VERSION-OF-LISTING
const { existsSync } = require('node:fs');
const { join } = require('node:path');

const S3rver = require('@20minutes/s3rver');
const buckets = require('@20minutes/s3rver/lib/controllers/bucket');

const [directory, port, bucket, listing] = process.argv.slice(2);
const server = new S3rver({ directory, port: Number(port), address: '127.0.0.1', silent: true, configureBuckets: [{ name: bucket }] });

// It knows no rights. A key that may not be read, or a prefix that may not be listed, has a mark beside it on disk.
server.middleware.unshift(async (context, next) => {
	const [, path] = /^\/[^/]+\/?(.*)$/.exec(decodeURIComponent(context.path)) ?? [];
	const subject = path || String(context.query.prefix ?? '').replace(/\/$/, '');
	if (context.method === 'GET' && subject && existsSync(join(directory, bucket, `${subject}._S3rver_forbidden`))) {
		context.status = 403;
		context.type = 'application/xml';
		context.body = '<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>';
		return;
	}
	await next();
});

if (listing === '1') {
	const { getBucket } = buckets;
	// The signature was checked with all that was asked.
	buckets.getBucket = async (context) => {
		const { 'list-type': _version, ...query } = context.query;
		Object.defineProperty(context, 'query', { value: query });
		await getBucket(context);
	};
}
server.run();
