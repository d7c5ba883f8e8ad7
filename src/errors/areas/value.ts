import { defineErrors } from '../error-entry.ts'

/** A single value or row that cannot become part of an item: the row is rejected, the run goes on. */
export const valueErrors = defineErrors({
  VALUE_KEY_NULL: {
    title: 'a value that the key needs is NULL',
    why: 'The primary key of an item is built from this column. Without it the item cannot be stored.',
    fix: 'Give the row a value, exclude such rows with "where", or build the key from another column.',
    exit: 2,
    retry: 'reject',
  },
  VALUE_KEY_EMPTY: {
    title: 'a value that the key needs is empty',
    why: 'All rows with an empty value would have the same key.',
    fix: 'Give the row a value, exclude such rows with "where", or build the key from another column.',
    exit: 2,
    retry: 'reject',
  },
  VALUE_KEY_TOO_LONG: {
    title: 'a key is longer than DynamoDB allows',
    why: 'A partition key holds at most 2,048 bytes of UTF-8, a sort key 1,024 (tables and indexes alike).',
    fix: 'Shorten the value in the source, or build the key from a shorter column.',
    exit: 2,
    retry: 'reject',
  },
  VALUE_ITEM_TOO_LARGE: {
    title: 'the item is larger than 400 KB',
    why: 'DynamoDB stores at most 409,600 bytes per item, attribute names included.',
    fix:
      'Say in the mapping what may be left out or compressed ("oversize"), leave the large column out, or split the ' +
      'row in the source.',
    exit: 2,
    retry: 'reject',
  },
  VALUE_NUMBER_OUT_OF_RANGE: {
    title: 'a number does not fit a DynamoDB number',
    why:
      'DynamoDB numbers have at most 38 significant digits and magnitudes from 1E-130 to 9.99E+125. NaN and Infinity ' +
      'do not exist.',
    fix: "Map the column as text (as: 'S'), or choose another onUnrepresentable policy for such values in the mapping.",
    exit: 2,
    retry: 'reject',
  },
  VALUE_TOO_DEEP: {
    title: 'a document is nested deeper than 32 levels',
    why: 'DynamoDB accepts at most 32 levels.',
    fix: "Map the column as JSON text (as: 'S').",
    exit: 2,
    retry: 'reject',
  },
  VALUE_NOT_REPRESENTABLE: {
    title: 'DynamoDB has no form for a value',
    why: 'The chosen type of the attribute cannot hold this value exactly.',
    fix: "Choose another type for the column in the mapping. Text (as: 'S') holds every value.",
    exit: 2,
    retry: 'reject',
  },
  VALUE_MALFORMED: {
    title: 'a value could not be decoded',
    why: 'The bytes from PostgreSQL are not a value of the type that the catalog names.',
    fix: 'Report this with the name of the type. It is a defect in pgfold or in the extension that defines the type.',
    exit: 2,
    retry: 'reject',
  },
})
