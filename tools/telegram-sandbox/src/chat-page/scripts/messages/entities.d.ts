interface Entity {
  type: string;
  offset: number;
  length: number;
}

type EntityPart = string | { entity: Entity; children: EntityPart[] };

export declare function entityTree(text: string, entities: readonly Entity[]): EntityPart[];
export declare function safeAddress(address: string): string | undefined;
