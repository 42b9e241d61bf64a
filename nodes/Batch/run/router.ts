import {
	NodeOperationError,
	type ICredentialDataDecryptedObject,
	type IDataObject,
	type IExecuteFunctions,
	type INodeExecutionData,
	type NodeParameterValue,
} from 'n8n-workflow';

import { Api, type ApiOptions } from '../../shared/batch/client/api';
import { BatchClient, type BatchRequest, type CallResult } from '../../shared/batch/client/client';
import { readConnection } from '../../shared/batch/client/connection';
import { downloads } from '../../shared/batch/client/download';
import { n8nTransport } from '../../shared/batch/client/exchange';
import { realEnvironment, type Environment } from '../../shared/batch/client/pace';
import { previewOf as describeCall, Previewed, type PreviewedCall } from '../../shared/batch/client/preview';
import { readBoolean } from '../../shared/batch/values/readValue';
import { describeViolations, violation } from '../../shared/batch/violation';
import { isRecord } from '../../shared/isRecord';
import type { Operation } from '../operation';
import { resources } from '../resources';
import { DeliveredMemory } from './delivered';
import { Items, Refusal, type Item, type RunOfNode } from './item';
import { Form, ItemParameters } from './parameters';
import { problemOfViolations } from './problem';
import { report, type ReportSettings } from './report';
import { runBulk } from './runBulk';
import { runItems } from './runItems';
import { EntriesOnce } from './sendOnce/entriesOnce';
import type { Judged, Verdict } from './verdict';

/**
 * Runs the chosen operation over all input items, in the way its shape asks for.
 * @param environment the clock and the chance that waiting goes by
 */
export async function route(context: IExecuteFunctions, environment: Environment = realEnvironment): Promise<INodeExecutionData[][]> {
	const operation = findOperation(context);
	const credential = await credentialOf(context, operation);
	const run: RunOfNode = {
		context,
		form: new Form(operation.fields),
		parameters: new ItemParameters(context),
		connection: { ...readConnection(credential), ...(credential === anyKeys && { isStandIn: true }) },
		timezone: context.getTimezone(),
		now: () => environment.now(),
		elapsed: () => environment.elapsed(),
	};
	const items = new Items(run);
	if (items.length === 0) return [[]];
	const { judged, settings } = await judge(operation, items, run, environment);
	return [await report(context, judged, settings)];
}

interface Result {
	readonly judged: Judged;
	readonly settings: ReportSettings;
}

async function judge(operation: Operation, items: Items, run: RunOfNode, environment: Environment): Promise<Result> {
	const { context } = run;
	const [first] = items;
	try {
		const settings = readSettings(first, run.form);
		const previewed: PreviewedCall[] = [];
		const api = apiOf(run, environment, first, isPreview(run) ? previewOf(operation, previewed) : undefined);
		const delivered = DeliveredMemory.of(context);
		if (operation.shape === 'item') {
			const once = await operation.begin?.(context);
			return { judged: await runItems(operation, items, api, once, delivered), settings };
		}
		const sendsOnce = first.has('sendOnce') && first.flag('sendOnce');
		const once = sendsOnce ? EntriesOnce.open(first, items.length, environment) : undefined;
		const { judged, totals, hints } = await runBulk(operation, items, api, once, delivered);
		if (hints.length > 0) context.addExecutionHints({ type: 'info', location: 'outputPane', message: hints.join('<br>') });
		return { judged, settings: { ...settings, ofRun: { ...totals, ...(previewed.length > 0 && { preview: previewed }) } } };
	} catch (error) {
		if (!(error instanceof Refusal)) throw new NodeOperationError(context.getNode(), error instanceof Error ? error : String(error));
		// An option of the whole run that holds no value of its kind concerns every item.
		const problem = problemOfViolations(error.violations);
		const verdicts = Array.from(items, (): Verdict => ({ status: 'refused', problem }));
		return { judged: { shown: verdicts.map(() => ({})), verdicts }, settings: { stops: true, includesInput: false, writes: false, ofRun: {} } };
	}
}

/** What n8n itself adds to the lists of every node whose credential can sign requests; it has no code behind it. */
const customApiCall = '__CUSTOM_API_CALL__';

/** Both fields take no expression, so they are the same for every item. */
function findOperation(context: IExecuteFunctions): Operation {
	const resource = context.getNodeParameter('resource', 0);
	const operation = context.getNodeParameter('operation', 0, '');
	if (resource === customApiCall || operation === customApiCall) {
		throw new NodeOperationError(context.getNode(), 'Custom API Call does nothing in this node', {
			description: 'Choose the resource Raw Request: it makes any call of the Batch API, with the keys, the pace and the errors of all others.',
		});
	}
	const found = resources
		.find(({ text }) => text.value === resource)
		?.operations.find(({ text }) => text.value === operation);
	if (found === undefined) {
		throw new NodeOperationError(context.getNode(), `The operation "${operation}" of "${resource}" is not known`, {
			description: 'Choose a resource and an operation from the lists.',
		});
	}
	return found;
}

async function credentialOf(context: IExecuteFunctions, operation: Operation): Promise<ICredentialDataDecryptedObject> {
	if (!usesBatch(context, operation)) return {};
	if (!isPreview({ context })) return await context.getCredentials('batchApi');
	// What would be sent is shown without an account, too: as if it had every key.
	return await context.getCredentials('batchApi').catch(() => anyKeys);
}

const anyKeys = { restApiKey: 'preview', projectKey: 'preview', iosApiKey: 'preview', androidApiKey: 'preview', webApiKey: 'preview' };

/** Whether the operation calls Batch with the node's parameters as they are. */
function usesBatch(context: IExecuteFunctions, { uses: { batch } }: Operation): boolean {
	if (batch === undefined) return false;
	return Object.entries(batch).every(([field, values]) => values.includes(context.getNodeParameter(field, 0, false) as NodeParameterValue));
}

/** What cannot be read as yes or no must not send: it ends the run, before anything else happens. */
function isPreview({ context }: Pick<RunOfNode, 'context'>): boolean {
	const given: unknown = context.getNodeParameter('options.previewOnly', 0, false);
	const reading = readBoolean(given);
	if (reading.ok) return reading.value === true;
	throw new NodeOperationError(context.getNode(), describeViolations([violation('Preview Only', given, reading.rule)]));
}

/** An operation of single items ends at the first call that would change something; one of many goes on to the others. */
function previewOf({ shape }: Operation, previewed: PreviewedCall[]) {
	return (request: BatchRequest): CallResult => {
		const call = describeCall(request);
		if (shape === 'item') throw new Previewed(call);
		previewed.push(summaryOf(call, request.elements));
		return { ok: true, statusCode: 0, body: undefined };
	};
}

/** A call of ten thousand elements is shown by its size and its beginning. */
function summaryOf(call: PreviewedCall, elements: number | undefined): PreviewedCall {
	const { body } = call;
	return { ...call, ...(elements !== undefined && { elements }), ...(body !== undefined && { body: beginningOf(body) as IDataObject }) };
}

const shownOfLists = 3;

function beginningOf(value: unknown): unknown {
	if (Array.isArray(value)) return value.slice(0, shownOfLists);
	if (!isRecord(value)) return value;
	return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, beginningOf(part)]));
}

function apiOf({ context, connection, form }: RunOfNode, environment: Environment, first: Item, preview: ApiOptions['preview']): Api {
	const client = new BatchClient({
		connection,
		transport: n8nTransport(context),
		environment,
		signal: context.getExecutionCancelSignal(),
		share: first.has('options.share') ? readShare(first, form) : 1,
	});
	return Api.of({
		client,
		connection,
		environment,
		download: async (request, signal) => await downloads(client, connection, context.helpers)(request, signal),
		preview,
		signal: context.getExecutionCancelSignal(),
	});
}

/** @returns 0 to 1 */
function readShare(first: Item, form: Form): number {
	const percent = first.number('options.share');
	if (percent !== undefined && percent >= 1 && percent <= 100) return percent / 100;
	return first.refuse(violation(form.label('options.share'), percent ?? '', 'must be a number from 1 to 100'));
}

function readSettings(first: Item, form: Form): ReportSettings {
	const refusedRows = first.has('options.refusedRows') ? first.choice('options.refusedRows') : form.fallback('options.refusedRows');
	return {
		stops: refusedRows === 'stop',
		includesInput: first.has('options.includeInput') && first.flag('options.includeInput'),
		writes: form.fallback('options.previewOnly') !== undefined,
		ofRun: {},
	};
}
