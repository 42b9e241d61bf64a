import type { IExecuteFunctions } from 'n8n-workflow';

import { answerAtMost, CampaignLookup } from '../../../shared/batch/campaigns/campaignLookup';
import { readConnection } from '../../../shared/batch/client/connection';
import { n8nTransport } from '../../../shared/batch/client/exchange';
import { realEnvironment } from '../../../shared/batch/client/pace';

/** The names of campaigns in the files of one run, where they are wanted. */
export class CampaignNaming {
	private readonly told = new Set<string>();

	private constructor(
		private readonly context: IExecuteFunctions,
		readonly names: CampaignLookup,
	) {}

	static async begin(context: IExecuteFunctions): Promise<CampaignNaming | undefined> {
		if (context.getNodeParameter('campaignNames', 0, false) !== true) return undefined;
		const connection = readConnection(await context.getCredentials('batchApi'));
		const lookup = new CampaignLookup({
			connection,
			transport: n8nTransport(context, answerAtMost),
			environment: realEnvironment,
			signal: context.getExecutionCancelSignal(),
		});
		return new CampaignNaming(context, lookup);
	}

	/**
	 * What is to be told of names that could not be looked up. The reason of a failure, where somebody is
	 * there to put it right: at any other time rows without names are better than none.
	 */
	settle(problems: readonly string[]): { reason: string } | undefined {
		const { refusal } = this.names;
		if (refusal !== undefined && this.context.getMode() === 'manual') {
			return { reason: `The names of campaigns cannot be looked up: ${refusal.message}. ${refusal.advice}` };
		}
		for (const problem of problems) this.tell(problem);
		return undefined;
	}

	private tell(problem: string): void {
		if (this.told.has(problem)) return;
		this.told.add(problem);
		this.context.addExecutionHints({
			type: 'warning',
			location: 'outputPane',
			message: `Some campaigns have no name, and their "campaignProblem" says why. ${problem}`,
		});
	}
}
