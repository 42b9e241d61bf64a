import {
	NodeOperationError,
	type ICredentialDataDecryptedObject,
	type IExecuteFunctions,
	type INodeExecutionData,
} from 'n8n-workflow';

import { Api } from '../../shared/batch/client/api';
import { BatchClient } from '../../shared/batch/client/client';
import { readConnection } from '../../shared/batch/client/connection';
import { downloads } from '../../shared/batch/client/download';
import { realEnvironment, type Environment } from '../../shared/batch/client/environment';
import { n8nTransport } from '../../shared/batch/client/n8nTransport';
import { violation } from '../../shared/batch/violation';
import { isShown } from '../description/credentials';
import type { Operation } from '../operation';
import { resources } from '../resources';
import { DeliveredMemory } from './delivered';
import { Form } from './form';
import { Item, Refusal, type RunOfNode } from './item';
import { Parameters } from './parameters';
import { problemOfViolations } from './problem';
import { report, type ReportSettings } from './report';
import { runBulk } from './runBulk';
import { runItems } from './runItems';
import { OnceGuard } from './sendOnce/onceGuard';
import type { Verdict } from './verdict';

/**
 * Runs the chosen operation over all input items, in the way its shape asks for.
 * @param environment the clock and the chance that waiting goes by
 */
export async function route(context: IExecuteFunctions, environment: Environment = realEnvironment): Promise<INodeExecutionData[][]> {
	const operation = findOperation(context);
	const run: RunOfNode = {
		context,
		form: new Form(operation.fields),
		parameters: new Parameters(context),
		connection: readConnection(await credentialOf(context, operation)),
		timezone: context.getTimezone(),
		now: () => environment.now(),
	};
	const items = context.getInputData().map(({ json }, index) => new Item(run, index, json));
	if (items.length === 0) return [[]];
	const { verdicts, settings } = await judge(operation, items, run, environment);
	return [report(context, verdicts, settings)];
}

interface Judged {
	readonly verdicts: readonly Verdict[];
	readonly settings: ReportSettings;
}

async function judge(operation: Operation, items: readonly Item[], run: RunOfNode, environment: Environment): Promise<Judged> {
	const { context } = run;
	const [first] = items;
	try {
		const settings = readSettings(first);
		const api = apiOf(run, environment, first);
		const delivered = DeliveredMemory.of(context);
		if (operation.shape === 'item') {
			const once = await operation.begin?.(context);
			return { verdicts: await runItems(operation, items, api, once, delivered), settings };
		}
		const { verdicts, totals } = await runBulk(operation, items, api, new OnceGuard(first), delivered);
		return { verdicts, settings: { ...settings, ofRun: totals } };
	} catch (error) {
		if (!(error instanceof Refusal)) throw new NodeOperationError(context.getNode(), error instanceof Error ? error : String(error));
		// An option of the whole run that holds no value of its kind concerns every item.
		const problem = problemOfViolations(error.violations);
		const verdicts = items.map((): Verdict => ({ status: 'refused', shown: {}, problem }));
		return { verdicts, settings: { stops: true, includesInput: false, ofRun: {} } };
	}
}

/** Both fields take no expression, so they are the same for every item. */
function findOperation(context: IExecuteFunctions): Operation {
	const resource = context.getNodeParameter('resource', 0);
	const operation = context.getNodeParameter('operation', 0);
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
	return isShown(context, operation, 'batch') ? await context.getCredentials('batchApi') : {};
}

function apiOf({ context, connection, form }: RunOfNode, environment: Environment, first: Item): Api {
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
		download: downloads(client, context.helpers),
		signal: context.getExecutionCancelSignal(),
	});
}

/** @returns 0 to 1 */
function readShare(first: Item, form: Form): number {
	const percent = first.number('options.share');
	if (percent !== undefined && percent >= 1 && percent <= 100) return percent / 100;
	return first.refuse(violation(form.label('options.share'), percent ?? '', 'must be a number from 1 to 100'));
}

function readSettings(first: Item): ReportSettings {
	return {
		stops: first.has('options.refusedRows') && first.choice('options.refusedRows') === 'stop',
		includesInput: first.has('options.includeInput') && first.flag('options.includeInput'),
		ofRun: {},
	};
}
