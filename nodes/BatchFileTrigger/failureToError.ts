import { NodeApiError, type INode } from 'n8n-workflow';

import { StorageError, type StorageFailure } from '../shared/storage/storageError';

type Cause = 'temporarily-unavailable' | 'credential-invalid' | 'configuration-invalid';

/** n8n's own words for why a poll failed: its scheduler backs off by them (n8n-ecosystem.md §3.2). */
const causes: Readonly<Record<StorageFailure, Cause>> = {
	notFound: 'configuration-invalid',
	permissionDenied: 'credential-invalid',
	authentication: 'credential-invalid',
	hostKey: 'credential-invalid',
	certificate: 'credential-invalid',
	unreachable: 'temporarily-unavailable',
	timeout: 'temporarily-unavailable',
	lost: 'temporarily-unavailable',
	unavailable: 'temporarily-unavailable',
	refusedAddress: 'configuration-invalid',
	changed: 'temporarily-unavailable',
	configuration: 'configuration-invalid',
	protocol: 'configuration-invalid',
	cancelled: 'temporarily-unavailable',
};

const tookTooLong = {
	message: 'Listing the files took longer than a poll may',
	description: 'Watch a folder with fewer files, give a narrower folder or prefix, or let files be moved or deleted after reading.',
};

/** What stops a poll as a whole, for the user and for n8n. */
export function failureToError(node: INode, error: unknown): NodeApiError {
	if (error instanceof NodeApiError) return error;
	const { message, description } = describe(error);
	const failure = error instanceof StorageError ? { cause: causes[error.kind] } : undefined;
	return new NodeApiError(node, { message }, { message, description, failure });
}

function describe(error: unknown): { message: string; description?: string } {
	if (!(error instanceof StorageError)) return { message: error instanceof Error ? error.message : String(error) };
	if (error.kind === 'cancelled') return tookTooLong;
	return { message: error.message, description: error.advice };
}
