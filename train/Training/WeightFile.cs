using Analytics.Contracts;
using static TorchSharp.torch;

namespace Analytics.Train.Training;

/// <summary>Named tensors in a file: for each its name, its length in bytes, and its bytes.</summary>
internal static class WeightFile
{
    /// <summary>Writes all of <paramref name="weights"/>.</summary>
    public static void Write(string path, IReadOnlyDictionary<string, Tensor> weights)
    {
        using var writer = new BinaryWriter(File.Create(path));
        foreach (var (name, weight) in weights)
        {
            using var plain = weight.detach().cpu().contiguous();
            writer.Write(name);
            writer.Write(plain.bytes.Length);
            writer.Write(plain.bytes);
        }
    }

    /// <summary>Reads into <paramref name="weights"/>, which must be those that were written.</summary>
    /// <exception cref="FailureException">They are not.</exception>
    public static void Read(string path, IReadOnlyDictionary<string, Tensor> weights)
    {
        using var reader = new BinaryReader(File.OpenRead(path));
        using var free = no_grad();
        var read = new HashSet<string>(StringComparer.Ordinal);
        while (reader.BaseStream.Position < reader.BaseStream.Length)
        {
            var name = reader.ReadString();
            var bytes = reader.ReadBytes(reader.ReadInt32());
            if (!weights.TryGetValue(name, out var weight) || weight.numel() * weight.element_size() != bytes.Length)
            {
                throw new InvalidException($"'{path}' belongs to another network: it holds '{name}' with {bytes.Length} bytes.");
            }

            using var plain = zeros_like(weight, device: CPU);
            bytes.CopyTo(plain.bytes);
            weight.copy_(plain);
            read.Add(name);
        }

        if (weights.Keys.FirstOrDefault(name => !read.Contains(name)) is { } missing)
        {
            throw new InvalidException($"'{path}' belongs to another network: it lacks '{missing}'.");
        }
    }
}
