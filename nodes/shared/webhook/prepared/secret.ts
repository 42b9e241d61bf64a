import type { IHookFunctions, INodeCredentialTestResult, IWebhookFunctions } from 'n8n-workflow';

/** The secret a sender signs with. Empty where the credential holds none: nothing is signed with that. */
export async function readSecret(
	context: Pick<IHookFunctions | IWebhookFunctions, 'getCredentials'>,
	credential: string,
	field: string,
): Promise<string> {
	const { [field]: secret } = await context.getCredentials(credential);
	return typeof secret === 'string' ? secret : '';
}

/** What can be said against a secret, called `name`, without a signed call. Undefined: nothing. */
export function secretObstacle(secret: unknown, name: string): string | undefined {
	if (typeof secret !== 'string' || secret === '') return `${name} is empty.`;
	if (secret !== secret.trim()) return `${name} begins or ends with a space or line break.`;
	return undefined;
}

/** Tests a credential by what can be seen of its secret here: no call to anybody is opened by it. */
export function testSecret(secret: unknown, name: string, onlyProof: string): INodeCredentialTestResult {
	const obstacle = secretObstacle(secret, name);
	if (obstacle !== undefined) return { status: 'Error', message: obstacle };
	return { status: 'OK', message: `The secret is set. ${onlyProof} can show that it is the right one.` };
}
