using System.Security.Cryptography;
using Analytics.Runtime.Models;

namespace Analytics.Tests.Runtime;

/// <summary>Cards of models that exist only in a spec.</summary>
internal static class Cards
{
    /// <summary>The card of an embedder whose file is <paramref name="content"/>.</summary>
    public static ModelCard Of(string id, byte[] content, string? download = null) => new()
    {
        Id = id,
        Name = $"The model {id}",
        Task = ModelTask.Embed,
        File = $"{id}.onnx",
        Sha256 = Convert.ToHexStringLower(SHA256.HashData(content)),
        Bytes = content.Length,
        Source = new ModelSource { Page = $"https://models.example/{id}", Download = download },
        Licence = new ModelLicence { Id = "MIT", Url = "https://models.example/licence" },
        Input = new ModelInput
        {
            Layout = TensorLayout.Nchw,
            Width = 112,
            Height = 112,
            Colour = ColourOrder.Rgb,
            Mean = [0, 0, 0],
            Scale = [1, 1, 1],
        },
        MaxBatch = 1,
        Embedding = new EmbeddingSpec { Length = 128, Template = [[38, 51], [73, 51], [56, 71], [41, 92], [70, 92]] },
    };

    /// <summary>A store of such models in a folder.</summary>
    public static ModelStore Store(string folder, params ModelCard[] cards) => new(folder, new ModelCatalog(cards, []));

    /// <summary>Bytes that are the same in every run.</summary>
    public static byte[] Bytes(int length, int seed = 1)
    {
        var bytes = new byte[length];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }
}
