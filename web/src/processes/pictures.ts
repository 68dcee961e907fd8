// The one list of pictures: where a room shows a field or a group of fields better than its type alone can.
// Everything not named here is drawn from its declaration.
import type { ComponentType } from 'react';
import type { Entry, Field, Labels, RecordView, Type } from '~/contract/types';
import { RiskLevel } from './risk_assessment/risk_level';

export interface CellProps { field: Field; type: Type; record: Entry; labels: Labels; compact?: boolean }
export interface Pictures {
  /** The order in which a list opens: worst first. */
  sort?: string;
  /** Columns of a list that stand within the picture of another one: what it takes in, and how wide it becomes. */
  within?: Record<string, { takes: string[]; width: number }>;
  cells?: Record<string, ComponentType<CellProps>>;
  group?: Record<string, ComponentType<{ type: Type; view: RecordView }>>;
}

export const pictures: Record<string, Pictures> = {
  risk: { sort: '-level', within: { level: { takes: ['residual_level'], width: 148 } }, cells: { level: RiskLevel, residual_level: RiskLevel } },
};
