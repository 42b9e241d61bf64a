import { expect, test } from 'vitest';
import { soon, useEditor } from './editor.ts';

const editorOf = useEditor();

/** What somebody types who does not know our names, and what n8n then has to list. */
const phrases: Array<[entry: string, typed: string[]]> = [
	['Batch', ['push notification', 'send push', 'campaign', 'segment', 'marketing', 'email', 'sms', 'mobile', 'audience', 'Universal Channel']],
	['Batch File Trigger', ['new file', 'csv file', 'watch folder', 'sftp']],
	['Poool Trigger', ['paywall', 'subscribe click']],
	['Purchasely Trigger', ['in-app purchase', 'subscription renewal', 'trial started']],
];

test('what the nodes do finds them in n8n’s list of nodes, first of all and as a next step', async () => {
	const editor = editorOf.current;
	await editor.startWorkflow();
	await editor.part('canvas-plus-button').click();
	for (const [entry, typed] of phrases) {
		for (const text of typed) {
			await editor.searchNodes(text);
			await expect.poll(() => editor.pickerEntry(entry).count(), { ...soon, timeout: 10_000, message: `"${text}" finds ${entry}` }).toBeGreaterThan(0);
			await editor.picture(`picker-${text.replace(/\W+/g, '-')}`);
		}
	}

	await editor.searchNodes('Manual');
	await editor.pickerEntry(/Trigger manually|Manual Trigger/).first().click();
	await editor.part('canvas-handle-plus').first().click();
	for (const text of phrases[0]![1]) {
		await editor.searchNodes(text);
		await expect.poll(() => editor.pickerEntry('Batch').count(), { ...soon, timeout: 10_000, message: `"${text}" finds Batch` }).toBeGreaterThan(0);
	}
});

test('Batch stands in the list with its trigger and its actions', async () => {
	const editor = editorOf.current;
	await editor.startWorkflow();
	await editor.part('canvas-plus-button').click();
	await editor.searchNodes('Batch');
	await editor.picture('picker-batch');
	await editor.pickerEntry('Batch').first().click();
	await editor.pickerEntry('On new Batch event').first().waitFor();
	await editor.picture('picker-batch-opened');
});
