/** The part of Avro that schemas of stored state use; named types are written out where they stand. */
export type AvroSchema =
  | 'null'
  | 'boolean'
  | 'int'
  | 'long'
  | 'double'
  | 'string'
  | AvroFixed
  | AvroArray
  | AvroRecord
  | readonly AvroSchema[];

interface AvroFixed {
  readonly type: 'fixed';
  readonly name: string;
  readonly size: number;
}

interface AvroArray {
  readonly type: 'array';
  readonly items: AvroSchema;
}

export interface AvroRecord {
  readonly type: 'record';
  readonly name: string;
  readonly doc?: string;
  readonly fields: readonly AvroField[];
}

interface AvroField {
  readonly name: string;
  readonly type: AvroSchema;
  readonly doc?: string;
  /** Needed by every field added after version 1, so that older bytes still decode. */
  readonly default?: unknown;
}

/** The values of a schema, so that no type is written by hand beside it. */
export type AvroValue<S> = S extends 'null'
  ? null
  : S extends 'boolean'
    ? boolean
    : S extends 'int' | 'long' | 'double'
      ? number
      : S extends 'string'
        ? string
        : S extends { readonly type: 'fixed' }
          ? Uint8Array
          : S extends { readonly type: 'array'; readonly items: infer Items }
            ? AvroValue<Items>[]
            : S extends { readonly type: 'record'; readonly fields: readonly (infer Field)[] }
              ? AvroRecordValue<Field>
              : S extends readonly (infer Branch)[]
                ? AvroValue<Branch>
                : never;

type AvroRecordValue<Field> = {
  [F in Field as F extends { readonly name: infer Name extends string } ? Name : never]: F extends {
    readonly type: infer Type;
  }
    ? AvroValue<Type>
    : never;
};
