using System.Globalization;
using Analytics.Contracts;
using Analytics.Runtime.Models;
using Microsoft.ML.OnnxRuntime;

namespace Analytics.Runtime.Inference;

/// <summary>Compares a model's inputs and outputs with its card, and works out the shapes of its tensors.</summary>
internal static class OnnxShapes
{
    /// <summary>Checks names, types and the dimensions that the model fixes.</summary>
    /// <exception cref="FailureException">Something differs; the message names it.</exception>
    public static void Check(ModelCard card, InferenceSession session, IReadOnlyList<TensorOutput> outputs)
    {
        var input = session.InputMetadata[session.InputNames[0]];
        int?[] expected = [card.MaxBatch == 1 ? 1 : null, 3, card.Input.Height, card.Input.Width];
        var fits = input.ElementType == typeof(float) && input.Dimensions.Length == expected.Length
            && !input.Dimensions.Where(
                (side, i) => side > 0 ? (expected[i] is { } wanted && wanted != side) || (i > 1 && expected[i] is null) : false).Any()
            && (card.MaxBatch == 1 || input.Dimensions[0] <= 0);
        if (!fits)
        {
            throw Differs(card, $"its input is {Text(input)}, the card says float[{Text(expected)}]");
        }

        foreach (var output in outputs)
        {
            var name = output.Name!;
            if (!session.OutputMetadata.TryGetValue(name, out var metadata))
            {
                throw Differs(card, $"it has no output '{name}' (it has {string.Join(", ", session.OutputNames)})");
            }

            var dimensions = metadata.Dimensions;
            var values = output.Stride == 0 ? dimensions.Skip(1).Aggregate(1, (product, side) => product * Math.Abs(side)) : dimensions[^1];
            if (metadata.ElementType != typeof(float) || dimensions.Length is < 2 or > 4 || values != output.Values)
            {
                throw Differs(card, $"its output '{name}' is {Text(metadata)}, the card says {output.Values} values in a row");
            }
        }
    }

    /// <summary>The shape of one output for a batch, of the rank that the model states.</summary>
    public static long[] Output(NodeMetadata metadata, TensorOutput output, int batch, int height, int width)
    {
        var rows = output.Rows(height, width);
        return metadata.Dimensions.Length switch
        {
            2 => [(long)batch * rows, output.Values],
            3 => [batch, rows, output.Values],
            _ => [batch, output.Values, 1, 1],
        };
    }

    /// <summary>The error for a model that contradicts its card, with the remedy.</summary>
    public static InvalidException Differs(ModelCard card, string what) => new(
        $"Model '{card.Id}' ({card.File}) is not what its card describes: {what}. "
        + "Verify the models, or use the card and the file of the same release.");

    private static string Text(NodeMetadata metadata) =>
        $"{(metadata.ElementType == typeof(float) ? "float" : metadata.ElementType.Name)}["
        + $"{Text(metadata.Dimensions.Select(side => side > 0 ? side : (int?)null))}]";

    private static string Text(IEnumerable<int?> sides) =>
        string.Join(",", sides.Select(side => side?.ToString(CultureInfo.InvariantCulture) ?? "?"));
}
