import { updateDisplayOptions, type IDisplayOptions, type INodeProperties } from 'n8n-workflow';

import { deeplinkFields, keptDeeplinkFields } from '../push/deeplink.fields';
import { bodyField, titleField } from '../push/message.fields';

/** Shown for pushes of either family: the app family has no other channel, and so no field for it. */
const push: IDisplayOptions = { hide: { channel: ['email'] } };
const projectPush: IDisplayOptions = { show: { api: ['project'], channel: ['push'] } };
const projectEmail: IDisplayOptions = { show: { api: ['project'], channel: ['email'] } };
const app: IDisplayOptions = { show: { api: ['app'] } };

export const channelField: INodeProperties = {
	displayName: 'Channel',
	name: 'channel',
	type: 'options',
	noDataExpression: true,
	default: 'push',
	options: [
		{ name: 'E-Mail', value: 'email' },
		{ name: 'Push', value: 'push' },
	],
	description: 'How the campaign reaches people',
	displayOptions: { show: { api: ['project'] } },
};

const languageField: INodeProperties = {
	displayName: 'Language',
	name: 'language',
	type: 'string',
	default: '',
	placeholder: 'e.g. en',
	description: 'The code of the language of the message',
};

const subjectField: INodeProperties = {
	displayName: 'Subject',
	name: 'subject',
	type: 'string',
	default: '',
	placeholder: 'e.g. The week in five stories',
	description: 'The subject line of the e-mail',
};

const htmlField: INodeProperties = {
	displayName: 'HTML',
	name: 'html',
	type: 'string',
	typeOptions: { rows: 6 },
	default: '',
	placeholder: 'e.g. <p>Hello</p>',
	description: 'The body of the e-mail',
};

const senderField: INodeProperties = {
	displayName: 'Sender Identity ID',
	name: 'senderIdentityId',
	type: 'string',
	default: '',
	description: 'The ID of a sender identity that was set up in Batch',
};

const replyToField: INodeProperties = {
	displayName: 'Reply To',
	name: 'replyTo',
	type: 'string',
	default: '',
	placeholder: 'e.g. readers@example.com',
	description: 'The e-mail address that replies go to; that of the sender identity when it is empty',
};

const translations = (values: INodeProperties[]): INodeProperties => ({
	displayName: 'Translations',
	name: 'translations',
	type: 'fixedCollection',
	typeOptions: { multipleValues: true },
	placeholder: 'Add Translation',
	default: {},
	options: [{ displayName: 'Translation', name: 'translation', values }],
	description: 'The message in other languages',
});

const sendToField: INodeProperties = {
	displayName: 'Send To',
	name: 'sendTo',
	type: 'multiOptions',
	default: ['android', 'ios', 'web'],
	options: [
		{ name: 'Android', value: 'android' },
		{ name: 'iOS', value: 'ios' },
		{ name: 'Web', value: 'web' },
	],
	description: 'The platforms that the push goes to',
};

const required = (field: INodeProperties): INodeProperties => ({ ...field, required: true });

const emailFields: INodeProperties[] = updateDisplayOptions(projectEmail, [
	required(subjectField),
	required(htmlField),
	required(senderField),
	replyToField,
	translations([languageField, subjectField, htmlField, senderField, replyToField]),
]);

/** What people read, and what a tap opens, where all of it is said. */
export const messageFields: INodeProperties[] = [
	...updateDisplayOptions(projectPush, [required(sendToField)]),
	...updateDisplayOptions(app, [required(languageField)]),
	...updateDisplayOptions(push, [titleField, required(bodyField)]),
	...updateDisplayOptions(app, [translations([languageField, titleField, bodyField])]),
	...emailFields,
	...updateDisplayOptions(push, deeplinkFields),
];

/** The same, where the app family changes only what is filled in. */
export const changedMessageFields: INodeProperties[] = [
	...updateDisplayOptions(projectPush, [required(sendToField)]),
	...updateDisplayOptions(app, [languageField]),
	...updateDisplayOptions(push, [titleField]),
	...updateDisplayOptions(projectPush, [required(bodyField)]),
	...updateDisplayOptions(app, [bodyField, translations([languageField, titleField, bodyField])]),
	...emailFields,
	...updateDisplayOptions(projectPush, deeplinkFields),
	...updateDisplayOptions(app, keptDeeplinkFields),
];
