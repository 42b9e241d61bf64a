import type { IAuthenticate, Icon, ICredentialType, INodeProperties } from 'n8n-workflow';

import { authenticate } from '../nodes/shared/batch/client/authenticate';
import { defaultApiAddress, defaultProjectVersion } from '../nodes/shared/batch/client/connection';
import { advancedField } from '../nodes/shared/credentialFields';

export class BatchApi implements ICredentialType {
	name = 'batchApi';

	displayName = 'Batch API';

	icon: Icon = { light: 'file:../icons/batch.svg', dark: 'file:../icons/batch.dark.svg' };

	documentationUrl = 'https://github.com/n8n-nodes-batch/n8n-nodes-batch#credentials';

	properties: INodeProperties[] = [
		{
			displayName:
				'In the Batch dashboard, the REST API key and the project key are under Settings → General of the project, the app keys under Settings → General of each app. Fill in the ones you have: the test checks each.',
			name: 'whereToFind',
			type: 'notice',
			default: '',
		},
		{
			displayName: 'REST API Key',
			name: 'restApiKey',
			type: 'string',
			typeOptions: { password: true },
			required: true,
			default: '',
			description: 'The key of your company, which only account managers see. It opens every project and app.',
		},
		{
			displayName: 'Project Key',
			name: 'projectKey',
			type: 'string',
			placeholder: 'e.g. project_abc…',
			default: '',
			description: 'For the project API (2.x): profiles, events, audiences, campaigns, exports',
		},
		{
			displayName: 'iOS App Key',
			name: 'iosApiKey',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			description: 'For the app API (1.x). Use the Live key: statistics and campaign lists accept no other.',
		},
		{
			displayName: 'Android App Key',
			name: 'androidApiKey',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			description: 'For the app API (1.x). Use the Live key: statistics and campaign lists accept no other.',
		},
		{
			displayName: 'Web App Key',
			name: 'webApiKey',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			description: 'For the app API (1.x): the key of the website, which Batch calls SDK API key',
		},
		advancedField,
		{
			displayName: 'Partner Transactional URL',
			name: 'partnerAddress',
			type: 'string',
			default: '',
			placeholder: 'e.g. https://api.batch.com/…',
			description:
				'The address Batch gave you for Push → Send From Template. Where it contains {app_key}, the app key of the platform is put in.',
			displayOptions: { show: { advanced: [true] } },
		},
		{
			displayName: 'API Address',
			name: 'apiAddress',
			type: 'string',
			default: defaultApiAddress,
			description: 'Where Batch is reached. Change it only for a proxy or for the sandbox.',
			displayOptions: { show: { advanced: [true] } },
		},
		{
			displayName: 'Project API Version',
			name: 'projectVersion',
			type: 'string',
			default: defaultProjectVersion,
			description: 'The version of the project API that calls are made with',
			displayOptions: { show: { advanced: [true] } },
		},
	];

	authenticate: IAuthenticate = async (credentials, requestOptions) => authenticate(credentials, requestOptions);
}
