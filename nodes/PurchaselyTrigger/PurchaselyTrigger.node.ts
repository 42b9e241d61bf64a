import {
	NodeConnectionTypes,
	NodeOperationError,
	type ICredentialsDecrypted,
	type ICredentialTestFunctions,
	type IHookFunctions,
	type INodeCredentialTestResult,
	type INodeType,
	type INodeTypeDescription,
	type IWebhookFunctions,
	type IWebhookResponseData,
} from 'n8n-workflow';

import { receive } from '../shared/webhook/receive';
import { filterFields } from './fields/filters';
import { optionFields } from './fields/options';
import { outputFields } from './fields/output';
import { setupFields } from './fields/setup';
import { readSettings, settingsProblems } from './readSettings';
import { secretProblem } from './signature';
import { credentialName, purchaselySteps } from './steps';

export class PurchaselyTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Purchasely Trigger',
		name: 'purchaselyTrigger',
		icon: { light: 'file:../../icons/purchasely.svg', dark: 'file:../../icons/purchasely.dark.svg' },
		group: ['trigger'],
		version: 1,
		subtitle: '={{ $parameter["output"] === "prepared" ? "prepared for Batch" : "as received" }}',
		description: 'Starts the workflow on signed server events of Purchasely: purchases, renewals, offers',
		defaults: { name: 'Purchasely Trigger' },
		inputs: [],
		outputs: `={{ $parameter["anonymousEvents"] === "secondOutput" ? [{ type: "${NodeConnectionTypes.Main}", displayName: "Known User" }, { type: "${NodeConnectionTypes.Main}", displayName: "Anonymous" }] : ["${NodeConnectionTypes.Main}"] }}`,
		credentials: [{ name: 'purchaselyWebhookApi', required: true, testedBy: 'purchaselySecretTest' }],
		webhooks: [
			{
				name: 'default',
				httpMethod: 'POST',
				path: 'webhook',
				responseMode: 'onReceived',
				responseData: 'noData',
			},
		],
		properties: [...setupFields, ...filterFields, ...outputFields, ...optionFields],
	};

	methods = {
		credentialTest: {
			/** Checks what can be seen here: there is no call to Purchasely that this secret opens. */
			async purchaselySecretTest(
				this: ICredentialTestFunctions,
				credential: ICredentialsDecrypted,
			): Promise<INodeCredentialTestResult> {
				const problem = secretProblem(credential.data?.clientSharedSecret);
				if (problem !== undefined) return { status: 'Error', message: problem };
				return {
					status: 'OK',
					message: 'The secret is set. Only a call that Purchasely signed can show that it is the right one.',
				};
			},
		},
	};

	webhookMethods = {
		default: {
			/** Purchasely has no API for registering a webhook: "no" makes n8n ask `create` every time. */
			async checkExists(this: IHookFunctions): Promise<boolean> {
				return false;
			},
			/** Registers nothing, but keeps a trigger that could only fail from being activated. */
			async create(this: IHookFunctions): Promise<boolean> {
				const { clientSharedSecret } = await this.getCredentials(credentialName);
				const problems = [secretProblem(clientSharedSecret) ?? [], settingsProblems(readSettings(this))].flat();
				if (problems.length > 0) throw new NodeOperationError(this.getNode(), problems.join(' '));
				return true;
			},
			/** The URL stays in the Purchasely Console until somebody takes it out there. */
			async delete(this: IHookFunctions): Promise<boolean> {
				return true;
			},
		},
	};

	async webhook(this: IWebhookFunctions): Promise<IWebhookResponseData> {
		return await receive(this, purchaselySteps(this));
	}
}
