import type { INodeProperties } from 'n8n-workflow';

import { bodyField, titleField } from '../push/message.fields';

const languageField: INodeProperties = {
	displayName: 'Language',
	name: 'language',
	type: 'string',
	default: '',
	placeholder: 'e.g. en',
	description: 'The code of the language of the message',
};

const headerField: INodeProperties = {
	displayName: 'Header',
	name: 'header',
	type: 'string',
	default: '',
	placeholder: 'e.g. News',
	description: 'A short line above the title',
};

const ownTitleField: INodeProperties = { ...titleField, placeholder: 'e.g. Welcome back', description: 'The title of the message' };
const ownBodyField: INodeProperties = { ...bodyField, placeholder: 'e.g. Here is what you missed', description: 'The text of the message' };

/** What is shown in the app. */
export const contentFields: INodeProperties[] = [
	{
		displayName: 'Theme',
		name: 'theme',
		type: 'string',
		default: '',
		placeholder: 'e.g. my_theme',
		description: 'The code of a theme that was made in the dashboard',
	},
	languageField,
	headerField,
	ownTitleField,
	ownBodyField,
	{
		displayName: 'Buttons',
		name: 'buttons',
		type: 'fixedCollection',
		typeOptions: { multipleValues: true },
		placeholder: 'Add Button',
		default: {},
		options: [
			{
				displayName: 'Button',
				name: 'button',
				values: [
					{ displayName: 'Label', name: 'label', type: 'string', default: '', placeholder: 'e.g. OK' },
					{
						displayName: 'Action',
						name: 'action',
						type: 'string',
						default: 'DISMISS',
						placeholder: 'e.g. DISMISS',
						description: 'What a tap does: DISMISS closes the message',
					},
				],
			},
		],
		description: 'Buttons below the text',
	},
	{
		displayName: 'Image URL',
		name: 'image',
		type: 'string',
		default: '',
		placeholder: 'e.g. https://example.com/picture.jpg',
		description: 'A picture shown with the message',
	},
	{
		displayName: 'Translations',
		name: 'translations',
		type: 'fixedCollection',
		typeOptions: { multipleValues: true },
		placeholder: 'Add Translation',
		default: {},
		options: [
			{
				displayName: 'Translation',
				name: 'translation',
				values: [
					languageField,
					headerField,
					ownTitleField,
					ownBodyField,
					{
						displayName: 'Button Labels',
						name: 'buttonLabels',
						type: 'string',
						default: '',
						placeholder: 'e.g. Oui, Non',
						description: 'The labels of the buttons in their order, separated by commas; as above when it is empty',
					},
				],
			},
		],
		description: 'The message in other languages',
	},
];

/** The same of a new campaign, which is not without a theme and a language. */
export const newContentFields: INodeProperties[] = contentFields.map((field) => (['theme', 'language'].includes(field.name) ? { ...field, required: true } : field));
