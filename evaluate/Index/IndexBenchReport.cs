using System.Text.Json;
using System.Text.Json.Serialization;

namespace Analytics.Evaluate.Index;

/// <summary>What a bench of the embedded index measured.</summary>
public sealed record IndexBenchReport
{
    /// <summary>Number of faces in the index.</summary>
    public required int Size { get; init; }

    /// <summary>Components of a template.</summary>
    public required int Length { get; init; }

    /// <summary>How the templates lie.</summary>
    public required VectorSpread Spread { get; init; }

    /// <summary>Threads of a search, and of the scan beside it.</summary>
    public required int Threads { get; init; }

    /// <summary>Faces that were durable in a second, in batches of 4,096, four at a time.</summary>
    public double EnrolVectorsPerSecond { get; set; }

    /// <summary>From the acknowledgement of a face to its being found, milliseconds: the most of all batches.</summary>
    public double FoundAfterMs { get; set; }

    /// <summary>To open the index, files in the page cache, seconds.</summary>
    public double OpenSeconds { get; set; }

    /// <summary>By which the process grew by opening the index and searching it, bytes.</summary>
    public long ResidentBytes { get; set; }

    /// <summary>Of the whole process then, bytes.</summary>
    public long ProcessResidentBytes { get; set; }

    /// <summary>Of the index's files.</summary>
    public long BytesOnDisk { get; set; }

    /// <summary>One query with a mate at similarity 0.7, best hit, median in milliseconds.</summary>
    public double SingleQueryP50Ms { get; set; }

    /// <summary>The same, of which 99 in 100 are faster.</summary>
    public double SingleQueryP99Ms { get; set; }

    /// <summary>One query of a stranger, five hits exact from 0.4 on, median in milliseconds.</summary>
    public double StrangerP50Ms { get; set; }

    /// <summary>One query of a stranger whose five hits are exact whatever their similarity, median in milliseconds.</summary>
    public double DeepQueryP50Ms { get; set; }

    /// <summary>One query over all templates in single precision, median in milliseconds.</summary>
    public double F32ScanMs { get; set; }

    /// <summary>How many times faster a query is than that scan.</summary>
    public double SpeedupOverF32Scan { get; set; }

    /// <summary>Queries with a mate at similarity 0.7, in batches of 64, in a second on each thread.</summary>
    public double BatchedQueriesPerSecondPerCore { get; set; }

    /// <summary>The share of probes with a mate at 0.5 to 0.9 whose best hit is that of single precision.</summary>
    public double Top1AgreementCos50 { get; set; }

    /// <summary>The same of probes with a mate at 0.3 to 0.5.</summary>
    public double Top1AgreementCos30 { get; set; }

    /// <summary>Probes of each of the two.</summary>
    public int AgreementProbes { get; set; }

    /// <summary>Writes it.</summary>
    public void Write(TextWriter output, bool json)
    {
        if (json)
        {
            output.WriteLine(JsonSerializer.Serialize(this, IndexBenchJson.Default.IndexBenchReport));
            return;
        }

        void Line(string text) => output.WriteLine(text);
        Line($"{Size} templates of {Length} components ({Spread.ToString().ToLowerInvariant()}), {Threads} threads:");
        Line($"  one query       {SingleQueryP50Ms:0.00} ms (99 % within {SingleQueryP99Ms:0.00} ms), {SpeedupOverF32Scan:0.0} times "
            + $"faster than the f32 scan of {F32ScanMs:0.0} ms");
        Line($"  a stranger      {StrangerP50Ms:0.00} ms exact from 0.4 on, {DeepQueryP50Ms:0.00} ms exact at any similarity");
        Line($"  in batches      {BatchedQueriesPerSecondPerCore:0} queries/s per thread");
        var (near, far) = (Top1AgreementCos50, Top1AgreementCos30);
        Line($"  agreement       {near:0.0000} at similarity 0.5 to 0.9, {far:0.0000} at 0.3 to 0.5 ({AgreementProbes} probes each)");
        Line($"  memory          {ResidentBytes / 1e9:0.000} GB ({ProcessResidentBytes / 1e9:0.000} GB of the process), "
            + $"{BytesOnDisk / 1e9:0.00} GB on disk");
        Line($"  enrolment       {EnrolVectorsPerSecond:0} templates/s, found {FoundAfterMs:0.0} ms after the acknowledgement");
        Line($"  opening         {OpenSeconds:0.00} s");
    }
}

/// <summary>Writes reports as JSON without reflection.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true)]
[JsonSerializable(typeof(IndexBenchReport))]
internal sealed partial class IndexBenchJson : JsonSerializerContext;
