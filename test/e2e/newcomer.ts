import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Locator } from 'playwright-core';
import { expect } from 'vitest';
import type { Editor } from './editor.ts';

const examples = fileURLToPath(new URL('../../examples/', import.meta.url));

/** Labels of a credential's fields, and what to type there. */
export type Answers = Readonly<Record<string, string>>;

/** Somebody who knows n8n and has README and the examples: what they do in the editor, with no more than is to be seen there. */
export class Newcomer {
	/** The workflows that were published. */
	readonly published: string[] = [];

	constructor(readonly editor: Editor) {}

	/** What the sandbox's page says is to be entered, read off it. */
	async readSandbox(address: string): Promise<Answers> {
		const page = await this.editor.page.context().newPage();
		await page.goto(address);
		const buttons = page.locator('#keys button');
		await buttons.first().waitFor();
		const entries = await buttons.evaluateAll((all) => all.map((button) => [button.querySelector('small')!.textContent, button.querySelector('code')!.textContent]));
		await page.close();
		return Object.fromEntries(entries) as Answers;
	}

	/** The sandbox's page after this, in both themes. */
	async pictureOfSandbox(address: string, name: string): Promise<void> {
		const { page } = this.editor;
		await page.goto(address);
		await page.locator('.live.on').waitFor();
		await this.pictures(name);
	}

	async pictures(name: string): Promise<void> {
		for (const theme of ['dark', 'light'] as const) {
			await this.editor.setTheme(theme);
			await this.editor.picture(`${name}-${theme}`);
		}
	}

	async importFromFile(example: string): Promise<void> {
		await this.editor.startWorkflow();
		const { page } = this.editor;
		await this.editor.part('workflow-menu').click();
		await page.getByText('Import', { exact: true }).hover();
		const [chooser] = await Promise.all([page.waitForEvent('filechooser'), page.getByText('From file', { exact: true }).click()]);
		await chooser.setFiles(`${examples}${example}.json`);
		await this.seeNodes();
	}

	/** The text of the file, copied, and put onto the canvas. */
	async paste(example: string): Promise<void> {
		await this.editor.startWorkflow();
		const { page } = this.editor;
		await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
		await page.evaluate(async (text) => await navigator.clipboard.writeText(text), readFileSync(`${examples}${example}.json`, 'utf8'));
		await page.keyboard.press('Control+v');
		await this.seeNodes();
	}

	private async seeNodes(): Promise<void> {
		await this.editor.part('canvas-node').first().waitFor();
		expect(await this.editor.page.getByText(/Install this node|Unrecognized node type/).count()).toBe(0);
	}

	/** What a note on the canvas says. */
	async noteOf(words: string): Promise<string> {
		return await this.editor.part('sticky').filter({ hasText: words }).first().innerText();
	}

	/** Makes a credential for the node that is open, answering by labels. */
	async makeCredential(answers: Answers): Promise<void> {
		const { editor } = this;
		const empty = editor.part('node-credentials-empty-state').locator('button');
		const select = editor.part('node-credentials-select', editor.form);
		await empty.or(select).first().waitFor();
		if ((await empty.count()) > 0) await empty.first().click();
		else {
			await select.first().click();
			await editor.part('node-credentials-select-item-new').filter({ visible: true }).first().click();
		}
		await editor.credentialForm.waitFor();
		for (const [label, answer] of Object.entries(answers)) {
			const [name, isAdvanced] = label.split(/ (?=\(Advanced\))/) as [string, string?];
			const field = this.labelled(name, editor.credentialForm);
			if (isAdvanced !== undefined && !(await field.isVisible())) await this.labelled('Show Advanced Settings', editor.credentialForm, '.el-switch').click();
			await field.fill(answer);
		}
		await this.pictures('credential');
		await editor.saveCredential();
	}

	/** The control under a label: the nearest thing around it that holds one. */
	labelled(label: string, within: Locator, control = 'input, textarea'): Locator {
		const kinds = control.split(', ').map((kind) => (kind.startsWith('.') ? `.//*[contains(@class, "${kind.slice(1)}")]` : `.//${kind}`));
		return within
			.locator('label')
			.filter({ has: this.editor.page.locator('span', { hasText: new RegExp(`^\\s*${label}\\s*\\*?\\s*$`) }) })
			.first()
			.locator(`xpath=ancestor::*[${kinds.join(' or ')}][1]`)
			.locator(control)
			.first();
	}

	/** Fills a field of the open node by its label. */
	async fill(label: string, text: string): Promise<void> {
		await this.labelled(label, this.editor.form).fill(text);
	}

	async publish(): Promise<void> {
		const { editor } = this;
		await editor.part('workflow-open-publish-modal-button').click();
		const button = editor.part('workflow-publish-button');
		await button.waitFor();
		await editor.picture('publish');
		await button.click();
		await button.waitFor({ state: 'hidden' });
		const read = editor.page.getByRole('button', { name: 'Got it' });
		await read.click();
		await read.waitFor({ state: 'hidden' });
		this.published.push(/\/workflow\/(\w+)/.exec(editor.page.url())![1]!);
	}

	/** The production address that the open trigger shows, as its copy button gives it. */
	async productionUrl(ending = ''): Promise<string> {
		const { editor } = this;
		const production = editor.part('radio-button-production', editor.form);
		// n8n unfolds the addresses of some nodes by itself.
		if (!(await production.isVisible())) await editor.form.getByText('Webhook URLs', { exact: true }).click();
		await production.click();
		const address = editor.form.getByText(new RegExp(`^\\s*https?://\\S+/webhook/\\S+${ending}\\s*$`)).first();
		return (await address.innerText()).trim();
	}

	/** Opens the list of runs and waits for one that went well; the canvas then shows what each node put out. */
	async seeRun(name: string): Promise<void> {
		const { editor } = this;
		await editor.page.getByText('Executions', { exact: true }).first().click();
		await editor.part('executions-sidebar').getByText(/^Succeeded/).first().waitFor();
		await editor.part('execution-preview-host').waitFor();
		await this.pictures(name);
	}
}
