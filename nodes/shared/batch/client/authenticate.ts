import type { ICredentialDataDecryptedObject, IHttpRequestOptions } from 'n8n-workflow';

import { readConnection } from './connection';

const projectPath = /^\/2\.\d+\//;

/**
 * Adds the headers of the family the address belongs to: `Authorization` and `X-Batch-Project` for the
 * project family, `X-Authorization` for the app family (batch-api-2x.md §2.1). The keys go to the hosts
 * of the credential only, whoever asks.
 * @throws Error when the address is on another host
 */
export function authenticate(
	credential: ICredentialDataDecryptedObject,
	request: IHttpRequestOptions,
): IHttpRequestOptions {
	const connection = readConnection(credential);
	const address = new URL(request.url, request.baseURL);
	const api = new URL(connection.apiAddress);
	const partner = connection.partnerAddress === '' ? undefined : new URL(connection.partnerAddress);
	const isOfPartner = partner !== undefined && address.origin === partner.origin;
	const isOfApi = address.origin === api.origin;
	if (!isOfApi && !isOfPartner) {
		throw new Error(
			`The Batch credential is for ${connection.apiAddress}; its keys are not sent to ${address.origin}. Change the API Address in the credential if that is where Batch is reached.`,
		);
	}
	const folder = api.pathname.replace(/\/+$/, '');
	const isOfProject =
		isOfApi && address.pathname.startsWith(`${folder}/`) && projectPath.test(address.pathname.slice(folder.length));
	return {
		...request,
		headers: {
			...request.headers,
			...(isOfProject
				? { Authorization: `Bearer ${connection.restApiKey}`, 'X-Batch-Project': connection.projectKey }
				: { 'X-Authorization': connection.restApiKey }),
		},
		disableFollowRedirect: true,
	};
}
