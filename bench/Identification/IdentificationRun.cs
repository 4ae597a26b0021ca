using Analytics.Contracts;
using Analytics.Evaluate;
using Analytics.Evaluate.Calibrating;
using Analytics.Evaluate.Identifying;
using Analytics.Match.Decisions;
using Analytics.Runtime.Models;

namespace Analytics.Benchmarks.Identification;

/// <summary>Measures 1:N on Labeled Faces in the Wild.</summary>
/// <param name="people">For each person the templates, people in the order of their names.</param>
/// <param name="say">Receives lines of progress.</param>
internal sealed class IdentificationRun(IReadOnlyList<IReadOnlyList<Template>> people, Action<string> say)
{
    private const int Portion = 20_000;
    private const int ProbesPerPersonOfLarge = 2;
    private static readonly double[] Fpirs = [0.1, 0.01, 0.003];
    private static readonly double[] Asked = [0.1, 0.03, 0.01];
    private static readonly double[] Rates = [1e-4, 1e-5, 1e-6];
    private static readonly double[] TailRates = [1e-2, 1e-3, 1e-4, 1e-5, 1e-6];
    private static readonly int[] Large = [10_000, 100_000, 1_000_000];
    private static readonly int[] Small = [10, 30, 100, 300, 500, 1000, 1680];

    /// <summary>Similarities of strangers and mates, for the plot.</summary>
    public List<(int Gallery, ErrorRates Rates)> Curves { get; } = [];

    /// <summary>Runs all of it.</summary>
    /// <param name="largest">The most entries of a gallery.</param>
    /// <param name="index">An index to compare; none to leave that out.</param>
    public async Task<IdentificationReport> RunAsync(int largest, Adapter? index)
    {
        var model = people[0][0].Model;
        var templates = new LabelledTemplates(people);
        say("calibrating on everybody");
        var card = FalseMatchMeasurement.Measure(people, "1:N", Environment.ProcessorCount);
        var trial = new Trial(templates);
        List<OperatingPoint> points = [];
        List<SizePoint> sizes = [];
        List<IndexAgreement> agreements = [];

        say($"{trial.Probes.Count} probes in galleries of up to {trial.Enrolled.Count}");
        var scan = new GalleryScan(trial.Probes);
        await using var small = index is null ? null : new IndexComparison(index, model, trial.Length);
        var entries = 0;
        foreach (var size in Small.Where(size => size < trial.Enrolled.Count).Append(trial.Enrolled.Count))
        {
            var part = Trial.Flat(trial.Enrolled.Skip(entries).Take(size - entries));
            scan.Add(part, trial.Length);
            await (small?.AddAsync(part) ?? Task.CompletedTask);
            entries = size;
            var nearest = scan.Snapshot();
            var rates = new ErrorRates(trial.Search(size, nearest));
            sizes.AddRange(Sizes(card, size, rates, generated: false));
            if (size == 500 || size == trial.Enrolled.Count)
            {
                points.AddRange(Points(size, trial, trial.Search(size, nearest), rates));
                Curves.Add((size, rates));
                agreements.AddRange(small is null ? [] : await small.CompareAsync(trial, size, nearest, Fpirs));
            }
        }

        var distractors = new Distractors(
            [.. Enumerable.Range(0, templates.People).Select(person => templates[templates.From[person]].ToArray())]);
        await using var large = index is null ? null : new IndexComparison(index, model, trial.Length);
        var tail = await FillAsync(
            distractors, new Trial(templates, ProbesPerPersonOfLarge), card, largest, points, sizes, large, agreements);
        return new IdentificationReport(
            Machine.Describe(), model.Value, Distractors.Description, points, [.. Promises(0), .. Promises(1)], sizes, tail, agreements);
    }

    private async Task<IReadOnlyList<TailPoint>> FillAsync(
        Distractors distractors, Trial trial, Calibration card, int largest, List<OperatingPoint> points, List<SizePoint> sizes,
        IndexComparison? index, List<IndexAgreement> agreements)
    {
        var scan = new GalleryScan(trial.Probes);
        var enrolled = Trial.Flat(trial.Enrolled);
        scan.Add(enrolled, trial.Length);
        await (index?.AddAsync(enrolled) ?? Task.CompletedTask);
        IReadOnlyList<TailPoint> tail = [];
        var entries = trial.Enrolled.Count;
        foreach (var size in Large.Where(size => size <= largest))
        {
            while (entries < size)
            {
                var portion = new float[Math.Min(Portion, size - entries) * trial.Length];
                distractors.Fill(portion, seed: entries);
                if (tail.Count == 0)
                {
                    tail = TailOf(Distractors.Tail([.. trial.Strangers.Select(probe => probe.Template)], portion), card);
                }

                scan.Add(portion, trial.Length);
                await (index?.AddAsync(portion) ?? Task.CompletedTask);
                entries += portion.Length / trial.Length;
                say($"{entries} of {largest} entries");
            }

            var nearest = scan.Snapshot();
            var outcome = trial.Search(trial.Enrolled.Count, nearest);
            var rates = new ErrorRates(outcome);
            sizes.AddRange(Sizes(card, size, rates, generated: true));
            if (size > 10_000)
            {
                points.AddRange(Points(size, trial, outcome, rates));
                Curves.Add((size, rates));
                agreements.AddRange(index is null ? [] : await index.CompareAsync(trial, trial.Enrolled.Count, nearest, Fpirs));
            }
        }

        return tail;
    }

    private static IReadOnlyList<TailPoint> TailOf(long[] counts, Calibration card)
    {
        var pairs = (double)counts.Sum();
        return
        [
            .. TailRates.Select(rate =>
                new TailPoint(rate, counts.Skip(SimilarityBins.Of(card.SimilarityAt(rate).Value)).Sum() / pairs)),
        ];
    }

    private static IEnumerable<OperatingPoint> Points(int size, Trial trial, Outcome outcome, ErrorRates rates) => Fpirs.Select(fpir =>
        new OperatingPoint(size, outcome.Mated.Count, trial.Strangers.Count, fpir, rates.ThresholdAt(fpir), rates.FalseNegativesAt(fpir)));

    private static IEnumerable<SizePoint> Sizes(Calibration card, int size, ErrorRates rates, bool generated) => Rates.Select(rate =>
    {
        var threshold = card.SimilarityAt(rate);
        return new SizePoint(
            rate, size, generated,
            Of(Analytics.Match.Decisions.Identification.FalsePositiveRate(card.Rate(threshold), GallerySize.OfPeople(size))),
            rates.FalsePositives(threshold.Value));
    });

    // Calibrated on one half of the people, judged on the other.
    private IEnumerable<Promise> Promises(int half)
    {
        say($"calibrating on the {(half == 0 ? "first" : "second")} half");
        var card = FalseMatchMeasurement.Measure([.. people.Where((_, i) => i % 2 == half)], "half", Environment.ProcessorCount);
        var trial = new Trial(new LabelledTemplates([.. people.Where((_, i) => i % 2 != half)]));
        var scan = new GalleryScan(trial.Probes);
        var entries = 0;
        foreach (var size in new[] { 100, 300, trial.Enrolled.Count })
        {
            scan.Add(Trial.Flat(trial.Enrolled.Skip(entries).Take(size - entries)), trial.Length);
            entries = size;
            var rates = new ErrorRates(trial.Search(size, scan.Snapshot()));
            foreach (var asked in Asked)
            {
                // A budget of so many false alerts a day, where as many strangers as one over that come by.
                var explained = Threshold.Explain(
                    new ThresholdQuestion(
                        new AlertPolicy { FalseAlertsPerCameraDay = asked * 1000 }, GallerySize.OfPeople(size),
                        new TrackRate(1000, TrackRate.Enough)),
                    card);
                var predicted = explained.FalsePositives!.Value;
                var seen = rates.FalsePositives(explained.Similarity.Value);
                yield return new Promise(
                    half == 0 ? "first half" : "second half", size, asked, explained.Similarity.Value, Of(predicted), seen,
                    seen.Value / predicted.Value, predicted.Extrapolated);
            }
        }
    }

    private static Estimate Of(RateEstimate rate) => new(rate.Value, rate.Lower, rate.Upper);
}
