using System.Text.Json;
using System.Text.Json.Serialization;
using Analytics.Contracts;

namespace Analytics.Runtime.Models;

/// <summary>
/// All that is known of one model file: where it comes from, what it may be used for, how a picture becomes its input and its
/// output a result. Cards are JSON files in <c>models/</c>; an unknown member is an error.
/// </summary>
public sealed record ModelCard
{
    /// <summary>The name under which the model is asked for, for example <c>yunet-s</c>.</summary>
    public required string Id { get; init; }

    /// <summary>What a person calls it.</summary>
    public required string Name { get; init; }

    /// <summary>What it does.</summary>
    public required ModelTask Task { get; init; }

    /// <summary>The name of its file in the model store, without a folder.</summary>
    public required string File { get; init; }

    /// <summary>SHA-256 of the file, 64 lower-case hexadecimal digits. Bytes with another hash are never run.</summary>
    public required string Sha256 { get; init; }

    /// <summary>Length of the file.</summary>
    public required long Bytes { get; init; }

    /// <summary>Whether the file comes with this release; else it has to be pulled or imported.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Bundled { get; init; }

    /// <summary>Where it comes from.</summary>
    public required ModelSource Source { get; init; }

    /// <summary>What it may be used for.</summary>
    public required ModelLicence Licence { get; init; }

    /// <summary>How a picture becomes its input tensor.</summary>
    public required ModelInput Input { get; init; }

    /// <summary>How many pictures one run may take; 1 where the file fixes its batch.</summary>
    public required int MaxBatch { get; init; }

    /// <summary>How a detector's outputs become faces; set for <see cref="ModelTask.Detect"/> only.</summary>
    public DetectionDecoding? Decoding { get; init; }

    /// <summary>How it was taught, for models that were trained here.</summary>
    public ModelTraining? Training { get; init; }

    /// <summary>What it is worth; <c>models evaluate --record</c> writes it.</summary>
    public ModelFigure[]? Figures { get; init; }

    /// <summary>What it answers where it is computed right; none where that was not recorded.</summary>
    public GoldenAnswers? Golden { get; init; }

    /// <summary>What an embedder expects and yields; set for <see cref="ModelTask.Embed"/> only.</summary>
    public EmbeddingSpec? Embedding { get; init; }

    /// <summary>How often strangers reach a similarity; none where it was not measured.</summary>
    public Calibration? Calibration { get; init; }

    /// <summary><see cref="Id"/> as a type.</summary>
    [JsonIgnore]
    public ModelId ModelId => new(Id);

    /// <summary>
    /// The measured chance that two different people reach <paramref name="similarity"/>; none without a
    /// <see cref="Calibration"/>.
    /// </summary>
    public double? FalseMatchRate(Similarity similarity) => Calibration?.FalseMatchRate(similarity);

    /// <summary>Reads a card.</summary>
    /// <param name="utf8Json">The file's content.</param>
    /// <param name="origin">Names the file in messages.</param>
    /// <exception cref="InvalidDataException">The card is not valid JSON, has an unknown member or lacks one, or contradicts
    /// itself.</exception>
    public static ModelCard Parse(ReadOnlySpan<byte> utf8Json, string origin)
    {
        ModelCard? card;
        try
        {
            card = JsonSerializer.Deserialize(utf8Json, ModelJson.Default.ModelCard);
        }
        catch (JsonException error)
        {
            throw new InvalidDataException($"Model card '{origin}' cannot be read: {error.Message}", error);
        }

        if (card is null)
        {
            throw new InvalidDataException($"Model card '{origin}' is empty.");
        }

        foreach (var fault in ModelCardRules.Faults(card))
        {
            throw new InvalidDataException($"Model card '{origin}': {fault}");
        }

        return card;
    }

    /// <summary>The card as indented JSON, as <see cref="Parse"/> reads it.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, ModelJson.Default.ModelCard);
}
