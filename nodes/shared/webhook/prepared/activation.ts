import { NodeOperationError, type IHookFunctions } from 'n8n-workflow';

/**
 * Keeps a trigger that could only fail from being activated: by the obstacles, which are sentences, or by the
 * first parameter that is not what its field takes.
 */
export async function refuseObstacles(
	context: IHookFunctions,
	obstaclesOf: () => Promise<string[]> | string[],
): Promise<void> {
	let obstacles: string[];
	try {
		obstacles = await obstaclesOf();
	} catch (error) {
		throw new NodeOperationError(context.getNode(), error as Error);
	}
	if (obstacles.length > 0) throw new NodeOperationError(context.getNode(), obstacles.join(' '));
}
