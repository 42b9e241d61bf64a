import { stubText } from '../bridgeText';

/** What goes into the pages: the stub and the tag, as one text. `script` is the address of the bridge. */
export function tagText(script: string): string {
	return `<script>${stubText}</script>\n<script async src="${script}" data-user=""></script>`;
}

/** What somebody sees who opens the address of the bridge in a browser: the text to copy. */
export function tagPage(script: string, isTest: boolean): string {
	const note = isTest
		? 'This is the test URL, which works while the editor listens. Open the Production URL for the text that stays.'
		: 'Where somebody is logged in, write the custom ID by which Batch knows the reader into data-user.';
	return `<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="color-scheme" content="light dark"><title>Poool Trigger</title>
<body style="max-width: 50rem; margin: 3rem auto; padding: 0 1rem; font: 1rem/1.5 sans-serif">
<h1>Poool Trigger</h1>
<p>Copy this text into the head of your pages, above Poool’s own scripts.</p>
<textarea readonly autofocus rows="16" style="width: 100%; font: 0.8rem/1.4 monospace">${htmlSafe(tagText(script))}</textarea>
<p>${note}</p>
`;
}

function htmlSafe(text: string): string {
	return text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}
