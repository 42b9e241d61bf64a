import type { INodeProperties } from 'n8n-workflow';

import { usernameField } from '../credentialFields';

/**
 * The server that somebody logs in to.
 * @param placeholder an example of its name
 */
export const serverFields = (placeholder: string, port: number): INodeProperties[] => [
	{
		displayName: 'Host',
		name: 'host',
		type: 'string',
		required: true,
		default: '',
		placeholder,
	},
	{
		displayName: 'Port',
		name: 'port',
		type: 'number',
		default: port,
	},
	{ ...usernameField, required: true },
];

export const bucketField: INodeProperties = {
	displayName: 'Bucket',
	name: 'bucket',
	type: 'string',
	required: true,
	default: '',
};

export const timeoutField: INodeProperties = {
	displayName: 'Timeout (Seconds)',
	name: 'timeout',
	type: 'number',
	typeOptions: { minValue: 1, maxValue: 600 },
	default: 20,
	description: 'How long to wait for a connection, and for the next sign of life once it stands',
};

export const trustFields: INodeProperties[] = [
	{
		displayName: 'Trusted Authority',
		name: 'trustedAuthority',
		type: 'string',
		typeOptions: { rows: 4 },
		default: '',
		placeholder: 'e.g. -----BEGIN CERTIFICATE-----',
		description: 'The certificate (PEM) of the authority that signed the server’s, when it is one of your own. A self-signed certificate stands here itself.',
	},
	{
		displayName: 'Accept Any Certificate',
		name: 'acceptAnyCertificate',
		type: 'boolean',
		default: false,
		description: 'Whether to connect although the server’s certificate cannot be verified. Then nobody vouches for the server, and the login may be read on the way.',
	},
];
