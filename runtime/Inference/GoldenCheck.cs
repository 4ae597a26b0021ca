using System.Globalization;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using Analytics.Contracts;
using Analytics.Runtime.Models;
using Microsoft.Extensions.Logging;
using Microsoft.ML.OnnxRuntime;

namespace Analytics.Runtime.Inference;

/// <summary>
/// Compares what a model answers on this machine with the golden answers of its card: a processor or a library that computes wrongly
/// shows before anybody is taken for somebody else.
/// </summary>
public static class GoldenCheck
{
    private const float CpuTolerance = 1e-3f;
    private const float GpuTolerance = 0.05f;
    private const int ValuesKept = 12;

    // Where all values of an output are smaller, they are judged as if one were of this size: a sigmoid rounds to 1e-7, however small it
    // is.
    private const float LeastScale = 0.01f;
    private const int Digits = 6;

    /// <summary>Opens a model and checks it.</summary>
    /// <returns>The device that answered.</returns>
    /// <exception cref="FailureException">It does not open, or answers something else.</exception>
    public static InferenceDevice Run(ModelStore store, ModelCard card, InferenceOptions options, ILogger logger)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(card);
        ArgumentNullException.ThrowIfNull(options);
        var (session, device) = OnnxSessions.Open(card, store.Load(card), options, logger);
        using (session)
        {
            Check(card, session, device);
            return device;
        }
    }

    /// <summary>What a model answers on this machine, to be written onto its card.</summary>
    /// <exception cref="FailureException">It does not open.</exception>
    public static GoldenAnswers Record(ModelStore store, ModelCard card, InferenceOptions options, ILogger logger)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(card);
        ArgumentNullException.ThrowIfNull(options);
        var (session, device) = OnnxSessions.Open(card, store.Load(card), options, logger);
        using (session)
        {
            return new GoldenAnswers
            {
                Recorded = $"ONNX Runtime {OrtEnv.Instance().GetVersionString()}, {DeviceChoice.Text(device)}, "
                    + Architecture(RuntimeInformation.ProcessArchitecture),
                CpuTolerance = CpuTolerance,
                GpuTolerance = GpuTolerance,
                Outputs = [.. Answers(card, session).Select(answer => Summary(answer.Name, answer.Values))],
            };
        }
    }

    /// <summary>Checks a model as soon as it is open; does nothing where its card has no golden answers.</summary>
    /// <exception cref="FailureException">It answers something else; the message names model, device and remedy.</exception>
    internal static void Check(ModelCard card, InferenceSession session, InferenceDevice device)
    {
        if (card.Golden is not { } golden)
        {
            return;
        }

        var tolerance = device == InferenceDevice.Cpu ? golden.CpuTolerance : golden.GpuTolerance;
        if (Fault(golden.Outputs, Answers(card, session), tolerance) is { } fault)
        {
            throw new InvalidException(
                $"Model '{card.Id}' is computed wrongly on device '{DeviceChoice.Text(device)}' of this machine: {fault}. Its file is "
                    + "right. "
                + (device == InferenceDevice.Cpu
                    ? "Run it on another machine or a GPU (Inference:Device), and report the processor (lscpu)."
                    : "Set Inference:Device to 'cpu', and update the driver."));
        }
    }

    /// <summary>The first difference that is no rounding; none where all is well.</summary>
    /// <param name="golden">What a model shall answer.</param>
    /// <param name="answers">What it answers, by output.</param>
    /// <param name="tolerance">As a share of an output's greatest value.</param>
    internal static string? Fault(IReadOnlyList<GoldenOutput> golden, IReadOnlyList<(string Name, float[] Values)> answers, float tolerance)
    {
        foreach (var expected in golden)
        {
            if (answers.FirstOrDefault(answer => answer.Name == expected.Name) is not { Values: { } values })
            {
                return $"there is no output '{expected.Name}'";
            }

            if (values.Any(value => !float.IsFinite(value)))
            {
                return $"output '{expected.Name}' holds values that are no numbers";
            }

            var found = Summary(expected.Name, values);
            if (found.Values.Length != expected.Values.Length)
            {
                return $"output '{expected.Name}' has {values.Length} values, not as many as the card knows";
            }

            var farthest = expected.Values.Zip(found.Values)
                .Append((expected.Greatest, found.Greatest)).Append((expected.Mean, found.Mean))
                .MaxBy(pair => MathF.Abs(pair.Item1 - pair.Item2));
            var allowed = tolerance * MathF.Max(expected.Greatest, LeastScale);
            if (MathF.Abs(farthest.Item1 - farthest.Item2) > allowed)
            {
                return string.Create(
                    CultureInfo.InvariantCulture,
                    $"output '{expected.Name}' holds {farthest.Item2:G4} where {farthest.Item1:G4} is right, "
                    + $"±{allowed:G2}");
            }
        }

        return null;
    }

    private static string Architecture(Architecture architecture) => architecture switch
    {
        System.Runtime.InteropServices.Architecture.X64 => "x86-64",
        System.Runtime.InteropServices.Architecture.Arm64 => "arm64",
        _ => $"{architecture}",
    };

    private static GoldenOutput Summary(string name, float[] values)
    {
        var kept = Enumerable.Range(0, Math.Min(ValuesKept, values.Length))
            .Select(i => Rounded(values[(int)((long)i * values.Length / Math.Min(ValuesKept, values.Length))]));
        return new GoldenOutput(
            name, Rounded(MathF.Abs(TensorPrimitives.MaxMagnitude<float>(values))),
            Rounded(TensorPrimitives.SumOfMagnitudes<float>(values) / values.Length), [.. kept]);
    }

    private static float Rounded(float value) =>
        float.Parse(value.ToString($"G{Digits}", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);

    private static List<(string Name, float[] Values)> Answers(ModelCard card, InferenceSession session)
    {
        var (height, width) = (card.Input.Height ?? 2 * card.Input.MultipleOf!.Value, card.Input.Width ?? 3 * card.Input.MultipleOf!.Value);
        using var run = new RunOptions { LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL };
        using var input = OrtValue.CreateTensorValueFromMemory(Picture(card.Input, height, width), [1, 3, height, width]);
        using var answers = session.Run(run, session.InputNames.Take(1).ToList(), [input], session.OutputNames);
        return [.. session.OutputNames.Select((name, i) => (name, answers[i].GetTensorDataAsSpan<float>().ToArray()))];
    }

    // Slanted waves in whole numbers from 0 to 255, other ones in each plane: the same on every machine.
    private static float[] Picture(ModelInput input, int height, int width)
    {
        var planes = new float[3 * height * width];
        for (var i = 0; i < planes.Length; i++)
        {
            var (plane, y, x) = (i / (height * width), i / width % height, i % width);
            var phase = ((5 + 2 * plane) * x + (7 - 2 * plane) * y + x * y / 16 + 85 * plane) % 512;
            planes[i] = ((phase < 256 ? phase : 511 - phase) - input.Mean[plane]) * input.Scale[plane];
        }

        return planes;
    }
}
