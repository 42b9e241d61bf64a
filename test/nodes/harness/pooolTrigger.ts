import type { INodeParameters } from 'n8n-workflow';
import { identitySecret, siteOrigin } from '../../fixtures/poool/envelope.ts';
import { loadPackage, nodeTypes } from './builtPackage.ts';
import { serve, type TriggerUnderTest } from './webhook.ts';

/** The trigger of the built package: the script it serves is made by the build. */
export async function pooolTrigger(
	parameters: INodeParameters = {},
	changes: Partial<TriggerUnderTest> = {},
): Promise<TriggerUnderTest> {
	await loadPackage();
	return {
		nodeType: nodeTypes.getByNameAndVersion('pooolTrigger', 1),
		parameters: { allowedOrigins: siteOrigin, anonymousEvents: 'pass', ...parameters },
		credentials: { pooolIdentityApi: { identitySecret }, pooolWebhookApi: { webhookSecret: 'endpoint-secret' } },
		...changes,
	};
}

/** The trigger behind a real HTTP server, and calls to it as a page makes them. */
export async function servePoool(parameters: INodeParameters = {}, changes: Partial<TriggerUnderTest> = {}) {
	const server = await serve(await pooolTrigger(parameters, changes));
	const send = async (body: unknown, headers: Record<string, string | string[]> = {}) =>
		await server.post(typeof body === 'string' ? body : JSON.stringify(body), {
			'content-type': 'text/plain;charset=UTF-8',
			origin: siteOrigin,
			...headers,
		});
	return { ...server, send };
}
