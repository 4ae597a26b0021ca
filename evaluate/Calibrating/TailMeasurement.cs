using Analytics.Runtime.Models;

namespace Analytics.Evaluate.Calibrating;

/// <summary>Fits the tail of the false matches and extends their table by it.</summary>
internal static class TailMeasurement
{
    private const double ThresholdRate = 1e-4;
    private const int FewestExceedances = 1000;
    private const int StepsPerDecade = 4;
    private const double MostMislabelled = 0.2;
    private const double FewestExpected = 1;
    private const double WidestUpper = 10;

    /// <summary>The model; none where there are too few pairs over the threshold.</summary>
    public static TailModel? Measure(
        CalibrationPoint[] table, LabelledTemplates templates, Resampling resampling, GenuineMeasurement genuine, int workers)
    {
        var threshold = table.FirstOrDefault(row => row.FalseMatchRate <= ThresholdRate);
        if (threshold.FalseMatchRate * templates.CrossPairs < FewestExceedances)
        {
            return null;
        }

        var pairs = PairScan.Run(templates, workers, () => new ExceedanceSink(threshold.Similarity)).SelectMany(sink => sink.Pairs)
            .OrderBy(pair => pair.First).ThenBy(pair => pair.Second).ToArray();
        var data = new Exceedances(pairs, threshold.Similarity, templates, genuine);
        var fit = data.Fit([.. Enumerable.Repeat(1.0, pairs.Length)]);
        var all = resampling.CrossPairs(templates);
        var fits = new (ParetoTail Tail, double Rate, double Count)[resampling.Replicates];
        Parallel.For(0, fits.Length, new ParallelOptions { MaxDegreeOfParallelism = workers }, replicate =>
        {
            var weights = data.Weights(resampling, replicate);
            fits[replicate] = (data.Fit(weights), weights.Sum() / all[replicate], weights.Sum());
        });

        // Observed rows end where too many of their pairs are one person under two names.
        var mislabelled = fit.Genuine * pairs.Length;
        var trusted = table.TakeWhile(row =>
            mislabelled * data.GenuineAbove(row.Similarity) <= MostMislabelled * row.FalseMatchRate * templates.CrossPairs).Count();
        var rate = (double)pairs.Length / templates.CrossPairs;
        double[] Limits(Func<(ParetoTail Tail, double Rate, double Count), double> of) =>
            Resampling.Limits(fits.Select(of)) is var (lower, upper) ? [Digits.Of(lower), Digits.Of(upper)] : [];
        return new TailModel
        {
            Method = "Exceedances as a mixture of a generalised Pareto distribution and, for one person under two names, the genuine "
                + "distribution, by maximum likelihood; limits as those of the table. Observed rows end where more than 20 % of "
                + "their pairs "
                + "are mislabelled by the fit; no rate is claimed whose upper limit is more than ten times itself, or of which less "
                + "than one pair was to be expected.",
            Threshold = threshold.Similarity,
            Rate = Digits.Of(rate),
            Exceedances = pairs.Length,
            Shape = Digits.Of(fit.Shape),
            ShapeLimits = Limits(one => one.Tail.Shape),
            Scale = Digits.Of(fit.Scale),
            ScaleLimits = Limits(one => one.Tail.Scale),
            Mislabelled = Digits.Of(mislabelled),
            MislabelledLimits = Limits(one => one.Tail.Genuine * one.Count),
            Table = Extend(
                table[trusted - 1], threshold.Similarity, (fit, rate), [.. fits.Select(one => (one.Tail, one.Rate))], templates.CrossPairs),
            AsLabelled = table[trusted..],
        };
    }

    private static CalibrationPoint[] Extend(
        CalibrationPoint last, float threshold, (ParetoTail Tail, double Rate) fit, (ParetoTail Tail, double Rate)[] fits, long pairs)
    {
        List<CalibrationPoint> rows = [];
        static double RateAt((ParetoTail Tail, double Rate) one, double excess) =>
            one.Rate * (1 - one.Tail.Genuine) * one.Tail.Survival(excess);
        var step = (int)Math.Floor(-Math.Log10(last.FalseMatchRate) * StepsPerDecade) + 1;
        for (; ; step++)
        {
            var target = Math.Pow(10, -(double)step / StepsPerDecade);
            var similarity = SimilarityBins.Edge(Enumerable.Range(0, SimilarityBins.Count)
                .FirstOrDefault(
                    bin => SimilarityBins.Edge(bin) > threshold && RateAt(fit, SimilarityBins.Edge(bin) - threshold) <= target));
            if (similarity < threshold || target * pairs < FewestExpected)
            {
                return [.. rows];
            }

            var rate = RateAt(fit, similarity - threshold);
            var (lower, upper) = Resampling.Limits(fits.Select(one => RateAt(one, similarity - threshold)));
            if (rate <= 0 || upper > WidestUpper * rate)
            {
                return [.. rows];
            }

            if (similarity > last.Similarity && rate < last.FalseMatchRate)
            {
                rows.Add(new CalibrationPoint(
                    similarity, Digits.Of(rate))
                { Lower = Digits.Of(Math.Min(lower, rate)), Upper = Digits.Of(Math.Max(upper, rate)) });
            }
        }
    }

    private sealed class Exceedances
    {
        private readonly ScoredPair[] _pairs;
        private readonly LabelledTemplates _templates;
        private readonly double[] _excesses;
        private readonly double[] _genuine;
        private readonly double[] _above = new double[SimilarityBins.Count + 1];
        private readonly double _all;

        public Exceedances(ScoredPair[] pairs, float threshold, LabelledTemplates templates, GenuineMeasurement genuine)
        {
            (_pairs, _templates) = (pairs, templates);
            for (var bin = SimilarityBins.Count - 1; bin >= 0; bin--)
            {
                _above[bin] = _above[bin + 1] + genuine.Density[bin] * 2 / SimilarityBins.Count;
            }

            _all = _above[SimilarityBins.Of(threshold)];
            _excesses = [.. pairs.Select(pair => (double)pair.Similarity - threshold)];
            _genuine = [.. pairs.Select(pair => genuine.Density[SimilarityBins.Of(pair.Similarity)] / _all)];
        }

        public double GenuineAbove(float similarity) => Math.Min(1, _above[SimilarityBins.Of(similarity)] / _all);

        public ParetoTail Fit(double[] weights) => ParetoTail.Fit(_excesses, weights, _genuine);

        public double[] Weights(Resampling resampling, int replicate) =>
            [.. _pairs.Select(pair => (double)resampling.Weights(_templates.PersonOf[pair.First])[replicate]
                * resampling.Weights(_templates.PersonOf[pair.Second])[replicate])];
    }
}
