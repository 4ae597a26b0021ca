using System.Globalization;
using Analytics.Contracts;

namespace Analytics.Evaluate;

/// <summary>Two images of Labeled Faces in the Wild, each as person and number, and whether they show one person.</summary>
public readonly record struct LfwPair(string First, string Second, bool Same);

/// <summary>
/// The verification protocol of Labeled Faces in the Wild (Huang et al., UMass technical report 07-49, 2007), view 2: ten folds of
/// 300 matched and 300 mismatched pairs; for each fold the threshold is chosen on the other nine.
/// </summary>
public static class LfwProtocol
{
    /// <summary>
    /// Reads a pairs file: the first line says folds and pairs of a kind in a fold; a line of three columns is a matched pair
    /// (<c>name n1 n2</c>), one of four a mismatched pair (<c>name1 n1 name2 n2</c>).
    /// </summary>
    /// <returns>The pairs of each fold; an image is named <c>name/name_0001.jpg</c>.</returns>
    /// <exception cref="FailureException">The file is not of this form.</exception>
    public static IReadOnlyList<IReadOnlyList<LfwPair>> ReadPairs(string path)
    {
        if (!File.Exists(path))
        {
            throw new NotFoundException($"There is no pairs file '{path}'.") { Subject = FailureSubject.LfwPairs };
        }

        var lines = File.ReadAllLines(path);
        var header = lines.Length > 0 ? lines[0].Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries) : [];
        if (header.Length != 2 || !int.TryParse(header[0], CultureInfo.InvariantCulture, out var folds)
            || !int.TryParse(header[1], CultureInfo.InvariantCulture, out var perKind)
            || folds < 1 || perKind < 1 || lines.Length < 1 + 2L * folds * perKind)
        {
            throw new InvalidException(
                $"'{path}' is not a pairs file of LFW: its first line must say '10<tab>300', followed by that many pairs.");
        }

        return [.. lines.Skip(1).Take(folds * perKind * 2).Select((line, i) => Pair(path, i + 2, line)).Chunk(perKind * 2)];
    }

    /// <summary>Accuracy, and the true-accept rates at fixed false-accept rates, of scored pairs.</summary>
    /// <param name="folds">For each fold the similarity of each pair and whether it shows one person.</param>
    public static LfwScore Score(IReadOnlyList<IReadOnlyList<(float Similarity, bool Same)>> folds)
    {
        var accuracies = new double[folds.Count];
        for (var fold = 0; fold < folds.Count; fold++)
        {
            var others = folds.Count == 1 ? folds[0] : [.. folds.Where((_, i) => i != fold).SelectMany(pairs => pairs)];
            accuracies[fold] = Accuracy(folds[fold], BestThreshold(others));
        }

        var mean = accuracies.Average();
        var deviation = Math.Sqrt(accuracies.Average(accuracy => (accuracy - mean) * (accuracy - mean)));
        var all = folds.SelectMany(pairs => pairs).ToList();
        return new LfwScore(mean, deviation, all.Count, BestThreshold(all), TrueAccepts(all, 1e-2), TrueAccepts(all, 1e-3));
    }

    /// <summary>The threshold with the most right answers; a pair at or above it counts as the same person.</summary>
    public static float BestThreshold(IReadOnlyList<(float Similarity, bool Same)> pairs)
    {
        // Going down the sorted similarities, a matched pair gained is a right answer more, a mismatched one a right answer less.
        var sorted = pairs.OrderByDescending(pair => pair.Similarity).ToList();
        var (right, best, threshold) = (0, 0, 1f);
        for (var i = 0; i < sorted.Count; i++)
        {
            right += sorted[i].Same ? 1 : -1;
            var next = i + 1 < sorted.Count ? sorted[i + 1].Similarity : -1f;
            if (right > best && next < sorted[i].Similarity)
            {
                (best, threshold) = (right, (sorted[i].Similarity + next) / 2);
            }
        }

        return threshold;
    }

    /// <summary>
    /// The share of matched pairs above the lowest threshold that lets at most <paramref name="rate"/> of the others through.
    /// </summary>
    public static AcceptRate TrueAccepts(IReadOnlyList<(float Similarity, bool Same)> pairs, double rate)
    {
        var strangers = pairs.Where(pair => !pair.Same).Select(pair => pair.Similarity).OrderDescending().ToList();
        var allowed = (int)Math.Floor(rate * strangers.Count);
        var limit = allowed < strangers.Count ? strangers[allowed] : -1f;
        var matched = pairs.Where(pair => pair.Same).ToList();
        return new AcceptRate(rate, matched.Count(pair => pair.Similarity > limit) / (double)Math.Max(1, matched.Count), limit);
    }

    private static double Accuracy(IReadOnlyList<(float Similarity, bool Same)> pairs, float threshold) =>
        pairs.Count(pair => pair.Similarity >= threshold == pair.Same) / (double)pairs.Count;

    private static LfwPair Pair(string path, int number, string line)
    {
        var parts = line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        return parts.Length switch
        {
            3 => new LfwPair(Image(parts[0], parts[1]), Image(parts[0], parts[2]), Same: true),
            4 => new LfwPair(Image(parts[0], parts[1]), Image(parts[2], parts[3]), Same: false),
            _ => throw new InvalidException($"{path}, line {number}: '{line}' is not a pair; it needs three or four columns."),
        };
    }

    private static string Image(string name, string number) => $"{name}/{name}_{number.PadLeft(4, '0')}.jpg";
}

/// <summary>The result of the protocol.</summary>
/// <param name="Accuracy">Mean accuracy of the folds.</param>
/// <param name="Deviation">Standard deviation of the folds' accuracies.</param>
/// <param name="Pairs">Pairs compared.</param>
/// <param name="Threshold">The best similarity threshold over all pairs.</param>
/// <param name="AtOnePercent">True accepts at a false-accept rate of 1e-2.</param>
/// <param name="AtOnePerMille">True accepts at a false-accept rate of 1e-3.</param>
public sealed record LfwScore(
    double Accuracy, double Deviation, int Pairs, float Threshold, AcceptRate AtOnePercent, AcceptRate AtOnePerMille);

/// <summary>One operating point.</summary>
/// <param name="FalseAcceptRate">The share of mismatched pairs let through.</param>
/// <param name="TrueAcceptRate">The share of matched pairs let through.</param>
/// <param name="Similarity">The similarity that has to be exceeded.</param>
public readonly record struct AcceptRate(double FalseAcceptRate, double TrueAcceptRate, float Similarity);
