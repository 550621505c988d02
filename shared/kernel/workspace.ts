/**
 * The workspace segment that every stored key starts with. Single-valued today; it is part of the keys
 * from the first version because adding it later would mean rewriting every item (ADR 0016).
 */
export const WORKSPACE = 'main';
