import { Column, Entity, PrimaryColumn } from 'typeorm';

/**
 * Table `retention_horizons`: since when a time series' raw rows are kept. Older ones are gone or going, and no longer taken. The row of `link_hourly`
 * says up to when that table stands for raw joins.
 */
@Entity('retention_horizons')
export class RetentionHorizonEntity {
  @PrimaryColumn('text', { name: 'table_name' })
  tableName!: string;

  @Column('timestamptz')
  horizon!: Date;
}
