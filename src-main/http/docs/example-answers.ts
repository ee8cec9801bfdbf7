interface ExampleAnswers {
  predictions: object;
  inferResponse: object;
  model: object;
}

const tensor = (name: string, datatype: string, shape: number[]) => ({ name, datatype, shape });

/** What models answer to the examples of their cards, by name and version, as it was seen. */
export const exampleAnswers: ReadonlyMap<string, ExampleAnswers> = new Map([
  [
    'flight-delay@1',
    {
      predictions: {
        predictions: [{ prediction: 'on_time', probabilities: { on_time: 0.8446309, late: 0.1553691 } }],
      },
      inferResponse: {
        model_name: 'flight-delay',
        model_version: '1',
        outputs: [
          { ...tensor('label', 'INT64', [1]), data: [0] },
          { ...tensor('probabilities', 'FP32', [1, 2]), data: [0.8446309, 0.1553691] },
        ],
      },
      model: {
        name: 'flight-delay',
        versions: ['1'],
        platform: 'onnxruntime_onnx',
        inputs: [tensor('features', 'FP32', [-1, 10])],
        outputs: [tensor('label', 'INT64', [-1]), tensor('probabilities', 'FP32', [-1, 2])],
      },
    },
  ],
]);
