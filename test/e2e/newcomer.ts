import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Locator } from 'playwright-core';
import { expect } from 'vitest';
import { soon, type Editor } from './editor.ts';

const examples = fileURLToPath(new URL('../../examples/', import.meta.url));

/** Labels of a credential's fields, and what to type there. */
export type Answers = Readonly<Record<string, string>>;

/** The credentials that examples ask for. */
export type CredentialKind = 'batch' | 'batchTrigger' | 'database' | 'model' | 'purchasely' | 's3' | 'sftp';

type AnswersOfKinds = Readonly<Record<CredentialKind, Answers>>;

/** Somebody who knows n8n and has README and the examples: what they do in the editor, with no more than is to be seen there. */
export class Newcomer {
	/** The workflows that were published. */
	readonly published: string[] = [];
	/** The credentials that were made: what n8n calls each. */
	private readonly made = new Map<CredentialKind, string>();
	private answers: AnswersOfKinds | undefined;

	constructor(readonly editor: Editor) {}

	/** Learns what to type into credentials. */
	learn(answers: AnswersOfKinds): void {
		this.answers = answers;
	}

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
		await this.editor.pictures(name);
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

	/** Gives a node its credentials, in the order of its form: makes those of a kind that is new, and picks the others. */
	async giveCredentials(node: string, ...kinds: readonly CredentialKind[]): Promise<void> {
		const { editor } = this;
		await editor.openNode(node);
		await this.giveOpenNode(...kinds);
		await editor.closeNode();
	}

	/** The same of the node that is open. */
	async giveOpenNode(...kinds: readonly CredentialKind[]): Promise<void> {
		const { editor } = this;
		const places = editor.part('node-credentials-select', editor.form).or(editor.part('node-credentials-empty-state', editor.form));
		for (const [index, kind] of kinds.entries()) {
			const place = places.nth(index);
			await place.waitFor();
			const name = this.made.get(kind);
			if (name === undefined) {
				await this.makeCredential(place, this.answers![kind]);
				this.made.set(kind, await place.locator('input').first().inputValue());
			} else if ((await place.locator('input').first().inputValue()) !== name) {
				const option = editor.page.locator('.el-select-dropdown').getByText(name, { exact: true }).filter({ visible: true }).last();
				// What n8n still loads closes the list.
				for (let tries = 0; tries < 10 && !(await option.isVisible()); tries++) {
					await place.click();
					await option.waitFor({ timeout: 3_000 }).catch(() => undefined);
				}
				await option.click();
			}
		}
	}

	private async makeCredential(place: Locator, answers: Answers): Promise<void> {
		const { editor } = this;
		if ((await place.getAttribute('data-test-id')) === 'node-credentials-empty-state') await place.locator('button').first().click();
		else {
			await place.click();
			await editor.part('node-credentials-select-item-new').filter({ visible: true }).first().click();
		}
		await editor.credentialForm.waitFor();
		for (const [label, answer] of Object.entries(answers)) {
			const [name, isAdvanced] = label.split(/ (?=\(Advanced\))/) as [string, string?];
			const field = this.labelled(name, editor.credentialForm);
			if (isAdvanced !== undefined && !(await field.isVisible())) await this.labelled('Show Advanced Settings', editor.credentialForm, '.el-switch').click();
			await field.fill(answer);
		}
		await editor.credentialDialog.getByText(/ account(?: \d+)?\s*$/).first().waitFor({ state: 'attached' });
		await editor.pictures('credential');
		await editor.saveCredential();
		// n8n names a new credential a moment after its form is there, and refuses one that is saved before: whoever is told so saves again.
		const saveAgain = editor.page
			.getByText('Problem creating credential')
			.waitFor({ timeout: 10_000 })
			.then(async () => await editor.saveCredential())
			.catch(() => undefined);
		// n8n closes the dialog of a new credential whose test succeeds.
		await Promise.race([editor.credentialDialog.waitFor({ state: 'hidden' }), saveAgain]);
		await editor.credentialDialog.waitFor({ state: 'hidden' });
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

	/** Runs a node with all that stand before it, and sees these words come out. */
	async runStepOf(node: string, words: string | RegExp): Promise<void> {
		const { editor } = this;
		await editor.openNode(node);
		await editor.runStep();
		await editor.output.getByText(words, { exact: true }).first().waitFor();
		await editor.pictures(`ran-${node.replace(/\W+/g, '-')}`);
		await editor.closeNode();
	}

	/** Publishes the workflow, opens the address that its form shows, and answers page after page by labels. */
	async submitForm(node: string, ...pages: readonly Answers[]): Promise<void> {
		const { page } = this.editor;
		await page.goto(await this.publishAndCopyUrl(node, 'GET'));
		for (const answers of pages) {
			for (const [label, answer] of Object.entries(answers)) {
				const field = page.getByLabel(label, { exact: true });
				await field.waitFor();
				if ((await field.evaluate(({ tagName }) => tagName)) === 'SELECT') await field.selectOption(answer);
				else await field.fill(answer);
			}
			await this.editor.pictures('form');
			await page.locator('button[type="submit"]').click();
		}
	}

	/** Copies the production address of a trigger, publishes the workflow, and waits until n8n serves the address. */
	async publishAndCopyUrl(node: string, method = 'POST', origin = 'http://127.0.0.1'): Promise<string> {
		const { editor } = this;
		await editor.openNode(node);
		const url = await this.productionUrl();
		await editor.pictures(`trigger-${node.replace(/\W+/g, '-')}`);
		await editor.closeNode();
		await this.publish();
		await this.isServed(url, method, origin);
		return url;
	}

	/** n8n says that a workflow is published a moment before it serves its addresses. */
	async isServed(url: string, method = 'POST', origin = 'http://127.0.0.1'): Promise<void> {
		const preflight = { method: 'OPTIONS', headers: { origin, 'access-control-request-method': method } };
		await expect.poll(async () => (await fetch(url, preflight)).status, soon).toBeLessThan(300);
	}

	async fillNode(node: string, answers: Answers): Promise<void> {
		await this.editor.openNode(node);
		for (const [label, text] of Object.entries(answers)) await this.fill(label, text);
		await this.editor.closeNode();
	}

	/** Chooses from a list of the open node by label. */
	async choose(label: string, choice: string): Promise<void> {
		await this.labelled(label, this.editor.form).click();
		await this.editor.page.getByText(choice, { exact: true }).filter({ visible: true }).last().click();
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
		const fold = editor.form.getByText('Webhook URLs', { exact: true }).or(editor.form.getByText('Form URLs', { exact: true }));
		await fold.waitFor();
		// n8n unfolds the addresses of some nodes by itself.
		if (!(await production.isVisible())) await fold.click();
		await production.click();
		const address = editor.form.getByText(new RegExp(`^\\s*https?://\\S+/(?:webhook|form)/\\S+${ending}\\s*$`)).first();
		return (await address.innerText()).trim();
	}

	/** Opens the list of runs and waits for one that went well; the canvas then shows what each node put out. */
	async seeRun(name: string): Promise<void> {
		const { editor } = this;
		await editor.page.getByText('Executions', { exact: true }).first().click();
		await editor.part('executions-sidebar').getByText(/^Succeeded/).first().waitFor();
		await editor.part('execution-preview-host').waitFor();
		await this.editor.pictures(name);
	}
}
