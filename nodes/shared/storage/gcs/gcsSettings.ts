export const defaultGcsAddress = 'https://storage.googleapis.com';
export const defaultTokenAddress = 'https://oauth2.googleapis.com/token';

/** How to reach a bucket of Google Cloud Storage as a service account. */
export interface GcsSettings {
	/** Without a slash at the end. */
	readonly address: string;
	readonly tokenAddress: string;
	readonly bucket: string;
	readonly clientEmail: string;
	/** PKCS #8, as PEM. */
	readonly privateKey: string;
}
