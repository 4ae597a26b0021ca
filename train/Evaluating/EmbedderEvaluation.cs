using Analytics.Contracts;
using Analytics.Detect;
using Analytics.Embed;
using Analytics.Evaluate;
using Analytics.Evaluate.Calibrating;
using Analytics.Evaluate.Identifying;
using Analytics.Runtime.Frames;

namespace Analytics.Train.Evaluating;

/// <summary>
/// What an embedder is worth on Labeled Faces in the Wild, through the detection, alignment and embedding of production: the protocol
/// of 6,000 pairs, verification over all pairs, and identification in a gallery filled with people who do not exist.
/// </summary>
/// <param name="detector">Finds the faces.</param>
/// <param name="embedder">What is judged.</param>
/// <param name="progress">Receives lines of progress.</param>
internal sealed class EmbedderEvaluation(IFaceDetector detector, IFaceEmbedder embedder, TextWriter progress)
{
    private const int Portion = 20_000;
    private const int ProbesPerPerson = 2;
    private static readonly double[] FalseAccepts = [1e-2, 1e-3, 1e-4];
    private static readonly double[] FalsePositives = [0.1, 0.01, 0.003];

    /// <summary>Measures all of it.</summary>
    /// <param name="lfw">The folder of the people.</param>
    /// <param name="pairsFile">The official pairs; none leaves the protocol out.</param>
    /// <param name="distractors">Entries of the large gallery; 0 leaves it out.</param>
    /// <param name="groups">For each person a group, to report error rates by group; none leaves that out.</param>
    /// <param name="stop">Stops it.</param>
    /// <exception cref="FailureException">A folder or a file is missing or not of its form.</exception>
    public IReadOnlyList<Figure> Run(string lfw, string? pairsFile, int distractors, Groups? groups, CancellationToken stop)
    {
        var images = LfwFolder.Read(lfw, LfwPeople.All);
        var frames = new FramePool();
        var faces = new LfwFaces(detector, embedder, frames, flip: false, Environment.ProcessorCount)
            .Embed(lfw, [.. images.SelectMany(person => person)], progress, stop);
        var templates = new LabelledTemplates(
            [.. images.Select(person => (IReadOnlyList<Template>)[.. person.Select(image => faces.ByImage[image])])]);
        return
        [
            .. pairsFile is null ? [] : Pairs(pairsFile, faces.ByImage),
            .. Verification(templates),
            .. Identification(templates, distractors),
            .. groups is null ? [] : groups.Errors(templates, [.. images.Select(person => Path.GetDirectoryName(person[0])!)]),
        ];
    }

    private static IEnumerable<Figure> Pairs(string file, IReadOnlyDictionary<string, Template> faces)
    {
        Template Face(string image) => faces.TryGetValue(image, out var face)
            ? face
            : throw new InvalidException(
                $"The pairs name '{image}', which is not in the folder. Name the whole set with --lfw, or omit --pairs.");
        var score = LfwProtocol.Score([.. LfwProtocol.ReadPairs(file).Select(fold => (IReadOnlyList<(float, bool)>)
            [.. fold.Select(pair => (Face(pair.First).CompareTo(Face(pair.Second)).Value, pair.Same))])]);
        yield return new Figure("LFW, 6,000 pairs in 10 folds: accuracy", score.Accuracy) { Deviation = score.Deviation };
        yield return new Figure("LFW, 6,000 pairs: TAR at FAR 1e-2", score.AtOnePercent.TrueAcceptRate);
        yield return new Figure("LFW, 6,000 pairs: TAR at FAR 1e-3", score.AtOnePerMille.TrueAcceptRate);
    }

    // 3,000 pairs of strangers cannot show one in ten thousand; all pairs of the set can.
    private static IEnumerable<Figure> Verification(LabelledTemplates templates)
    {
        var impostors = Impostors(templates, Environment.ProcessorCount);
        var mates = Mates(templates).ToList();
        foreach (var rate in FalseAccepts)
        {
            var threshold = ThresholdAt(impostors, rate);
            yield return new Figure(
                Figure.Text($"LFW, all pairs: TAR at FAR {rate:0e-0}"),
                mates.Count(similarity => similarity >= threshold) / (double)mates.Count)
            {
                Threshold = threshold,
            };
        }
    }

    private List<Figure> Identification(LabelledTemplates templates, int distractors)
    {
        var trial = new Trial(templates, ProbesPerPerson);
        var scan = new GalleryScan(trial.Probes);
        scan.Add(Trial.Flat(trial.Enrolled), trial.Length);
        var figures = Misses(trial, scan, trial.Enrolled.Count).ToList();
        if (distractors > trial.Enrolled.Count)
        {
            var filler = new Distractors(
                [.. Enumerable.Range(0, templates.People).Select(person => templates[templates.From[person]].ToArray())]);
            for (var entries = trial.Enrolled.Count; entries < distractors;)
            {
                var portion = new float[Math.Min(Portion, distractors - entries) * trial.Length];
                filler.Fill(portion, seed: entries);
                scan.Add(portion, trial.Length);
                entries += portion.Length / trial.Length;
                progress.WriteLine($"{entries} of {distractors} entries of the gallery");
            }

            figures.AddRange(Misses(trial, scan, distractors));
        }

        return figures;
    }

    private static IEnumerable<Figure> Misses(Trial trial, GalleryScan scan, int entries)
    {
        var rates = new ErrorRates(trial.Search(trial.Enrolled.Count, scan.Snapshot()));
        foreach (var rate in FalsePositives)
        {
            var missed = rates.FalseNegativesAt(rate);
            yield return new Figure(Figure.Text($"LFW, 1:N, {entries:#,0} entries: FNIR at FPIR {rate}"), missed.Value)
            {
                Lower = missed.Lower,
                Upper = missed.Upper,
                Threshold = rates.ThresholdAt(rate),
            };
        }
    }

    /// <summary>How many pairs of two people are in each bin of similarity.</summary>
    internal static long[] Impostors(LabelledTemplates templates, int workers)
    {
        var counts = new long[SimilarityBins.Count];
        foreach (var sink in PairScan.Run(templates, workers, () => new HistogramSink()))
        {
            for (var bin = 0; bin < counts.Length; bin++)
            {
                counts[bin] += sink.Counts[bin];
            }
        }

        return counts;
    }

    /// <summary>The similarities of all pairs of one person.</summary>
    internal static IEnumerable<float> Mates(LabelledTemplates templates)
    {
        for (var person = 0; person < templates.People; person++)
        {
            for (var first = templates.From[person]; first < templates.From[person + 1]; first++)
            {
                for (var second = first + 1; second < templates.From[person + 1]; second++)
                {
                    yield return System.Numerics.Tensors.TensorPrimitives.Dot(templates[first], templates[second]);
                }
            }
        }
    }

    /// <summary>The least edge of a bin that at most this share of the pairs reach.</summary>
    internal static float ThresholdAt(long[] counts, double rate)
    {
        var allowed = (long)(rate * counts.Sum());
        var bin = counts.Length - 1;
        for (long above = 0; bin >= 0 && (above += counts[bin]) <= allowed; bin--)
        {
        }

        return SimilarityBins.Edge(bin + 1);
    }
}
