namespace Analytics.Runtime.Models;

/// <summary>What a card must hold beyond its shape.</summary>
internal static class ModelCardRules
{
    private const int TemplatePoints = 5;

    /// <summary>What is wrong with a card; nothing when it is sound.</summary>
    public static IEnumerable<string> Faults(ModelCard card)
    {
        if (card.Sha256.Length != 64 || card.Sha256.Any(digit => !char.IsAsciiHexDigitLower(digit)))
        {
            yield return "sha256 must be 64 lower-case hexadecimal digits.";
        }

        if (card.Bytes <= 0 || card.MaxBatch <= 0)
        {
            yield return "bytes and maxBatch must be positive.";
        }

        if (card.File != Path.GetFileName(card.File) || card.File is "" or "." or "..")
        {
            yield return $"file '{card.File}' must be a name without a folder.";
        }

        if ((card.Task == ModelTask.Detect) != (card.Decoding is not null))
        {
            yield return "decoding belongs to detectors, and every detector needs it.";
        }

        if ((card.Task == ModelTask.Embed) != (card.Embedding is not null))
        {
            yield return "embedding belongs to embedders, and every embedder needs it.";
        }

        if (card.Golden is { } golden
            && (!(golden.CpuTolerance > 0) || !(golden.GpuTolerance > 0) || golden.Outputs.Length == 0
                || golden.Outputs.Any(output => !(output.Greatest > 0) || output.Values.Length == 0)))
        {
            yield return "golden needs tolerances above 0 and outputs that are not all 0.";
        }

        foreach (var fault in InputFaults(card.Input)
            .Concat(card.Decoding is { } decoding ? DecodingFaults(decoding, card.Input) : [])
            .Concat(card.Embedding is { } embedding ? EmbeddingFaults(embedding, card.Input) : [])
            .Concat(card.Calibration is { } calibration ? CalibrationFaults(calibration) : []))
        {
            yield return fault;
        }
    }

    private static IEnumerable<string> InputFaults(ModelInput input)
    {
        var isFixed = input is { Width: > 0, Height: > 0, MultipleOf: null };
        var isDynamic = input is { Width: null, Height: null, MultipleOf: > 0 };
        if (!isFixed && !isDynamic)
        {
            yield return "input needs either width and height or multipleOf.";
        }

        if (input.Mean.Length != 3 || input.Scale.Length != 3 || input.Scale.Contains(0))
        {
            yield return "input.mean and input.scale need three numbers each, and no scale may be 0.";
        }
    }

    private static IEnumerable<string> DecodingFaults(DetectionDecoding decoding, ModelInput input)
    {
        if (decoding.Anchors <= 0 || decoding.Levels.Length == 0)
        {
            yield return "decoding needs anchors and levels.";
        }

        if (!decoding.LandmarkOrder.Order().SequenceEqual(Enumerable.Range(0, TemplatePoints)))
        {
            yield return "decoding.landmarkOrder must name each of 0 to 4 once.";
        }

        foreach (var level in decoding.Levels)
        {
            if (level.Stride <= 0 || (input.MultipleOf ?? input.Width) % level.Stride != 0 || (input.Height ?? 0) % level.Stride != 0)
            {
                yield return $"the input's sides are not multiples of the stride {level.Stride}.";
            }

            if ((decoding.Kind == DetectorKind.YuNet) != (level.Objectness is not null))
            {
                yield return "objectness belongs to YuNet, and every level of it needs one.";
            }
        }
    }

    private static IEnumerable<string> EmbeddingFaults(EmbeddingSpec embedding, ModelInput input)
    {
        if (input.Width is null || embedding.Length <= 0)
        {
            yield return "an embedder needs a fixed input and a length.";
        }

        if (embedding.Template.Length != TemplatePoints || embedding.Template.Any(point => point.Length != 2))
        {
            yield return "embedding.template needs five points of two numbers.";
        }
    }

    private static IEnumerable<string> CalibrationFaults(Calibration calibration)
    {
        var table = calibration.Table;
        if (table.Length == 0 || calibration.Pairs <= 0)
        {
            yield return "calibration needs pairs and a table.";
        }

        var rows = calibration.Rows;
        for (var i = 0; i < rows.Count; i++)
        {
            if (rows[i].FalseMatchRate is not (> 0 and <= 1)
                || (i > 0 && (rows[i].Similarity <= rows[i - 1].Similarity || rows[i].FalseMatchRate > rows[i - 1].FalseMatchRate)))
            {
                yield return $"row {i} of the calibration: similarities must grow while rates fall, within 0 to 1.";
            }

            if (!(rows[i].Lower is null or >= 0) || rows[i].LowerOrRate > rows[i].FalseMatchRate
                || rows[i].FalseMatchRate > rows[i].UpperOrRate)
            {
                yield return $"row {i} of the calibration: the rate must lie between its limits.";
            }
        }

        if (calibration.Genuine is { } genuine
            && (genuine.Likelihood.Length == 0 || genuine.Table.Length == 0
                || genuine.Likelihood.Zip(genuine.Likelihood.Skip(1)).Any(pair =>
                    pair.First.Similarity >= pair.Second.Similarity || pair.First.Log10Ratio > pair.Second.Log10Ratio)
                || genuine.Table.Zip(genuine.Table.Skip(1)).Any(pair =>
                    pair.First.Similarity >= pair.Second.Similarity || pair.First.FalseNonMatchRate > pair.Second.FalseNonMatchRate)))
        {
            yield return "calibration.genuine: similarities must grow, and rates and likelihood ratios must not fall.";
        }

        if (calibration.PhotoExponent is not (null or (>= 0 and <= 1)))
        {
            yield return "calibration.photoExponent must lie within 0 to 1.";
        }
    }
}
