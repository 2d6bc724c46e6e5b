import pg from 'pg';

const dateOid = 1082;

/**
 * How column values become JavaScript values. A `date` stays `YYYY-MM-DD`: the driver's default makes it midnight of
 * the machine's own time zone, which is another day elsewhere. Everything else is as the driver has it.
 */
export const valueParsers: pg.CustomTypesConfig = {
  getTypeParser: (oid, format) =>
    oid === dateOid && format !== 'binary' ? (value: string) => value : pg.types.getTypeParser(oid, format),
};
