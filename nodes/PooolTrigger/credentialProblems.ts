import type { ICredentialDataDecryptedObject, INodeCredentialTestResult } from 'n8n-workflow';

/** What can be said about a secret without a signed call. Undefined: nothing against it. */
export function secretProblem(secret: unknown): string | undefined {
	if (typeof secret !== 'string' || secret === '') return 'The secret of the credential is empty.';
	if (secret !== secret.trim()) return 'The secret of the credential begins or ends with a space or line break.';
	return undefined;
}

/** Tests a credential of either kind by what can be seen of it here. */
export function testSecret(data: ICredentialDataDecryptedObject | undefined): INodeCredentialTestResult {
	const problem = secretProblem(data?.identitySecret ?? data?.webhookSecret);
	if (problem !== undefined) return { status: 'Error', message: problem };
	return { status: 'OK', message: 'The secret is set. Only a signed call can show that it is the right one.' };
}
