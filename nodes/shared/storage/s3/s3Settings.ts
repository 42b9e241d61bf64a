/** How to reach a bucket. */
export interface S3Settings {
	/** Empty for AWS. */
	readonly endpoint: string;
	readonly region: string;
	readonly bucket: string;
	readonly accessKeyId: string;
	readonly secretAccessKey: string;
	/** Empty where the keys are permanent. */
	readonly sessionToken: string;
	/** Whether the bucket stands in the path instead of before the host. */
	readonly usesPathStyle: boolean;
	readonly certificateAuthority?: string;
	readonly acceptAnyCertificate?: boolean;
}

/** The address of the bucket, without a slash at the end. */
export function bucketAddress({ endpoint, region, bucket, usesPathStyle }: S3Settings): string {
	const domain = region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com';
	const given = endpoint.trim().replace(/\/+$/, '') || `https://s3.${region || 'us-east-1'}.${domain}`;
	const base = new URL(/^https?:\/\//i.test(given) ? given : `https://${given}`);
	// A certificate for *.host does not cover a bucket with dots in its name.
	const inPath = usesPathStyle || (bucket.includes('.') && base.protocol === 'https:');
	const path = base.pathname.replace(/\/+$/, '');
	return inPath
		? `${base.protocol}//${base.host}${path}/${encodeURIComponent(bucket)}`
		: `${base.protocol}//${bucket}.${base.host}${path}`;
}
