import type { IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';

import { headerValues } from '../../shared/webhook/headers';
import { readReceive } from '../parameters';
import { bridgeScript } from './bridgeScript';
import { readGuards, readPageSettings } from './pageSettings';

/** What is needed of n8n's response object. */
interface ScriptResponse {
	setHeader(name: string, value: string): unknown;
	status(code: number): { end(text?: string): unknown };
}

/** Answers the GET with the configured bridge. Starts no run; never throws. */
export function serveBridge(context: IWebhookFunctions): IWebhookResponseData {
	const response: ScriptResponse = context.getResponseObject();
	try {
		answer(context, response);
	} catch (error) {
		context.logger.error(`${context.getNode().name}: the bridge could not be served`, { error });
		response.status(500).end();
	}
	return { noWebhookResponse: true };
}

function answer(context: IWebhookFunctions, response: ScriptResponse): void {
	const endpoint = context.getNodeWebhookUrl('default');
	if (readReceive(context) !== 'page' || endpoint === undefined) {
		response.status(404).end();
		return;
	}
	const settings = readPageSettings(context);
	const { text, etag } = bridgeScript(settings, readGuards(context), endpoint);
	response.setHeader('ETag', etag);
	response.setHeader('Cache-Control', cacheControl(context.getMode() === 'manual' ? 0 : settings.cacheSeconds));
	// Pages of other origins are whom this script is for, also those that isolate themselves.
	response.setHeader('Cross-Origin-Resource-Policy', 'cross-origin');
	response.setHeader('X-Content-Type-Options', 'nosniff');
	if (headerValues(context.getHeaderData(), 'if-none-match').some((known) => known.includes(etag))) {
		response.status(304).end();
		return;
	}
	response.setHeader('Content-Type', 'application/javascript; charset=utf-8');
	response.status(200).end(text);
}

/** An old bridge goes on working while a new one is fetched, and while n8n is away. */
function cacheControl(seconds: number): string {
	if (seconds <= 0) return 'no-cache';
	return `public, max-age=${Math.round(seconds)}, stale-while-revalidate=86400, stale-if-error=604800`;
}
