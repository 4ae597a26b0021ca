using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Analytics.Contracts;
using Analytics.Contracts.Files;
using Analytics.Runtime.Models;
using Analytics.Train.Data;

namespace Analytics.Train.Networks;

/// <summary>What network a run trains; kept beside its checkpoints.</summary>
/// <param name="Name">One of <see cref="Embedders"/>, or <see cref="Detector"/>.</param>
internal sealed record NetworkSpec(string Name)
{
    /// <summary>The detector of YuNet's class.</summary>
    public const string Detector = "facefinder";

    /// <summary>The student of Open Model Zoo 0095.</summary>
    public const string Student = "mobilefacenet-se";

    private const string File = "network.json";
    private const string Paper = "mobilefacenet";
    private const string ResNet = "resnet-ir-";

    /// <summary>The embedders that can be trained.</summary>
    public static IReadOnlyList<string> Embedders { get; } =
        [Paper, Student, .. ResNetIr.Depths.Select(depth => string.Create(CultureInfo.InvariantCulture, $"{ResNet}{depth}"))];

    /// <summary>Pixels of a side of the input; none is what the network was made for.</summary>
    public int? Side { get; init; }

    /// <summary>Components of the embedding; none is what the network was made for.</summary>
    public int? Length { get; init; }

    /// <summary>Channels of the first stage of a ResNet; none is the 64 of the paper.</summary>
    public int? Width { get; init; }

    /// <summary>The embedder, with random weights.</summary>
    /// <exception cref="FailureException">There is none of this name, or of this side.</exception>
    public EmbeddingNetwork MakeEmbedder()
    {
        if (Side is { } asked && (asked < 32 || asked % 16 != 0))
        {
            throw new InvalidException($"--side {asked}: the side of a network's input must be a multiple of 16, at least 32.");
        }

        if (Name.StartsWith(ResNet, StringComparison.Ordinal)
            && int.TryParse(Name[ResNet.Length..], CultureInfo.InvariantCulture, out var depth) && ResNetIr.Depths.Contains(depth))
        {
            return new ResNetIr(depth, Side ?? 112, Length ?? 512, Width ?? 64);
        }

        MobileFaceNet Mobile(MobileFaceNetShape shape) => new(shape with { Side = Side ?? shape.Side, Length = Length ?? shape.Length });
        return Name switch
        {
            Paper => Mobile(MobileFaceNetShape.Paper),
            Student => Mobile(Distilling.Student.Of0095.Shape),
            _ => throw new NotFoundException($"There is no network '{Name}'. Choose one of {string.Join(", ", Embedders)}."),
        };
    }

    /// <summary>Where the network wants the five points of a face, in pixels of its input.</summary>
    /// <param name="side">Pixels of a side of its input.</param>
    public Landmarks Template(int side) =>
        Name == Student ? FaceTemplate.Of(ModelCatalog.BuiltIn.Card(Distilling.Student.TeacherId, ModelTask.Embed), side)
            : FaceTemplate.ArcFace(side);

    /// <summary>Keeps it in the folder of a run.</summary>
    /// <exception cref="FailureException">The folder holds a run of another network.</exception>
    public void Keep(string folder)
    {
        Directory.CreateDirectory(folder);
        var path = Path.Combine(folder, File);
        var text = JsonSerializer.Serialize(this, NetworkJson.Default.NetworkSpec) + "\n";
        if (!WholeFile.Create(path, Encoding.UTF8.GetBytes(text)) && Of(folder) is var there && there != this)
        {
            throw new InvalidException(
                $"'{folder}' holds a run of {there.Name}, with different settings. Name another folder with --run.");
        }
    }

    /// <summary>What the run in a folder trains.</summary>
    /// <exception cref="FailureException">It is not the folder of a run.</exception>
    public static NetworkSpec Of(string folder)
    {
        var path = Path.Combine(folder, File);
        try
        {
            return JsonSerializer.Deserialize(System.IO.File.ReadAllText(path), NetworkJson.Default.NetworkSpec)!;
        }
        catch (Exception fault) when (fault is IOException or JsonException)
        {
            throw new InvalidException($"'{folder}' is not the folder of a run: {path} cannot be read ({fault.Message}).");
        }
    }
}

/// <summary>How <see cref="NetworkSpec"/> is written.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(NetworkSpec))]
internal sealed partial class NetworkJson : JsonSerializerContext;
