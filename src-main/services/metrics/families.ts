import type { MetricFamily, MetricHistogram, MetricSample } from '../../domain/prometheus-text.ts';

type Labels = MetricSample['labels'];

/** Puts together what is told under a name from each thing that has it. */
export interface Families {
  counter(name: string, help: string): (labels: Labels, value: number) => void;
  gauge(name: string, help: string): (labels: Labels, value: number) => void;
  histogram(name: string, help: string): (sample: MetricHistogram) => void;
  /** In the order in which they were named. */
  readonly all: MetricFamily[];
}

export function createFamilies(): Families {
  const all: MetricFamily[] = [];
  const plain = (type: 'counter' | 'gauge') => (name: string, help: string) => {
    const samples: MetricSample[] = [];
    all.push({ name, help, type, samples });
    return (labels: Labels, value: number): void => {
      samples.push({ labels, value });
    };
  };
  return {
    all,
    counter: plain('counter'),
    gauge: plain('gauge'),
    histogram(name, help) {
      const samples: MetricHistogram[] = [];
      all.push({ name, help, type: 'histogram', samples });
      return (sample) => {
        samples.push(sample);
      };
    },
  };
}
