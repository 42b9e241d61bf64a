import type { IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';

import { headerValues, type RequestHeaders } from '../../shared/webhook/headers';
import { readReceive } from '../parameters';
import { bridgeScript } from './bridgeScript';
import { readGuards, readPageSettings } from './pageSettings';
import { tagPage } from './tagText';

/** What is needed of n8n's response object. */
interface ScriptResponse {
	setHeader(name: string, value: string): unknown;
	status(code: number): { end(text?: string): unknown };
}

/** Answers the GET with the configured bridge, or a person who opens it with the text for the pages. Starts no run; never throws. */
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
	const isTest = context.getMode() === 'manual';
	// n8n answers with the origin that asked: what one site was given must not be kept for another.
	response.setHeader('Vary', 'Origin, Sec-Fetch-Dest, Accept');
	response.setHeader('X-Content-Type-Options', 'nosniff');
	if (isForPerson(context.getHeaderData())) {
		response.setHeader('Cache-Control', 'no-store');
		response.setHeader('Content-Security-Policy', "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'");
		response.setHeader('Content-Type', 'text/html; charset=utf-8');
		response.status(200).end(tagPage(context.getNodeWebhookUrl('setup') ?? '', isTest));
		return;
	}
	const settings = readPageSettings(context);
	const { text, etag } = bridgeScript(settings, readGuards(context), endpoint);
	response.setHeader('ETag', etag);
	response.setHeader('Cache-Control', cacheControl(isTest ? 0 : settings.cacheSeconds));
	// Pages of other origins are whom this script is for, also those that isolate themselves.
	response.setHeader('Cross-Origin-Resource-Policy', 'cross-origin');
	if (headerValues(context.getHeaderData(), 'if-none-match').some((known) => known.includes(etag))) {
		response.status(304).end();
		return;
	}
	response.setHeader('Content-Type', 'application/javascript; charset=utf-8');
	response.status(200).end(text);
}

/**
 * Whether somebody opens the address, rather than a tag. To an n8n without TLS no browser says what it asks for; there the
 * kinds it takes tell: of a script, any.
 */
function isForPerson(headers: RequestHeaders): boolean {
	const [destination] = headerValues(headers, 'sec-fetch-dest');
	if (destination !== undefined) return destination === 'document';
	return headerValues(headers, 'accept').some((kinds) => /\btext\/html\b/i.test(kinds));
}

/**
 * Nothing older than was set is used while a newer one is to be had: a rule that asks for more consent counts from then on.
 * An old bridge goes on working while n8n is away.
 */
function cacheControl(seconds: number): string {
	if (seconds <= 0) return 'no-cache';
	return `public, max-age=${Math.round(seconds)}, stale-if-error=86400`;
}
