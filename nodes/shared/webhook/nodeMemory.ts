const rememberedNodes = 200;

/** Something kept for each node of each workflow in this process; of many nodes, for those that were called last. */
export function nodeMemory<Memory>(create: () => Memory): (workflowId: string, nodeId: string) => Memory {
	const memories = new Map<string, Memory>();
	return (workflowId, nodeId) => {
		const owner = JSON.stringify([workflowId, nodeId]);
		const memory = memories.get(owner) ?? create();
		memories.delete(owner);
		memories.set(owner, memory);
		const [oldest] = memories.keys();
		if (memories.size > rememberedNodes && oldest !== undefined) memories.delete(oldest);
		return memory;
	};
}
