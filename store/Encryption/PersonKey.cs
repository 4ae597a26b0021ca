using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Analytics.Contracts;

namespace Analytics.Store.Encryption;

/// <summary>
/// The key of all that is biometric of one person. It is stored only wrapped by the master key: without its row nothing of the person can
/// be read, wherever a copy may lie.
/// </summary>
internal sealed class PersonKey : IDisposable
{
    private readonly byte[] _key;

    private PersonKey(byte[] key) => _key = key;

    /// <summary>A new random key.</summary>
    public static PersonKey Create() => new(RandomNumberGenerator.GetBytes(SealedBytes.KeyLength));

    /// <summary>The key of a person; none when it was not wrapped by this master key for this person.</summary>
    public static PersonKey? Unwrap(MasterKey master, PersonId person, ReadOnlySpan<byte> wrapped) =>
        SealedBytes.Open(master.Bytes, wrapped, Context("key", person.Value)) is { Length: SealedBytes.KeyLength } key ? new(key) : null;

    /// <summary>The key as it is stored.</summary>
    public byte[] Wrap(MasterKey master, PersonId person) => SealedBytes.Seal(master.Bytes, _key, Context("key", person.Value));

    /// <summary>A template as it is stored: little-endian <c>float[Length]</c>, sealed for this photo and model.</summary>
    public byte[] Seal(FaceId photo, Template template)
    {
        var plain = MemoryMarshal.AsBytes(template.Vector);
        return SealedBytes.Seal(_key, plain, Context("template", photo.ToString(), template.Model.Value));
    }

    /// <summary>A stored template; none when it cannot be decrypted for this photo and model, or is none.</summary>
    public Template? OpenTemplate(FaceId photo, ModelId model, ReadOnlySpan<byte> box)
    {
        if (SealedBytes.Open(_key, box, Context("template", photo.ToString(), model.Value)) is not { } plain)
        {
            return null;
        }

        var vector = MemoryMarshal.Cast<byte, float>(plain).ToArray();
        CryptographicOperations.ZeroMemory(plain);
        try
        {
            return new Template(model, vector);
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    /// <summary>A crop as it is stored.</summary>
    public byte[] SealCrop(FaceId photo, ReadOnlySpan<byte> jpeg) => SealedBytes.Seal(_key, jpeg, Context("crop", photo.ToString()));

    /// <summary>A stored crop; none when it cannot be decrypted for this photo.</summary>
    public byte[]? OpenCrop(FaceId photo, ReadOnlySpan<byte> box) => SealedBytes.Open(_key, box, Context("crop", photo.ToString()));

    /// <summary>Forgets the key.</summary>
    public void Dispose() => CryptographicOperations.ZeroMemory(_key);

    // No part holds a line break, so that two lists of parts never read the same.
    private static byte[] Context(params ReadOnlySpan<string> parts) => Encoding.UTF8.GetBytes($"analytics\n{string.Join('\n', parts!)}");
}
