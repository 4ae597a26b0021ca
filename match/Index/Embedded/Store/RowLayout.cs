using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace Analytics.Match.Index.Embedded.Store;

/// <summary>How templates of one collection lie in their rows.</summary>
/// <param name="Length">Components of a template.</param>
/// <param name="Half">In half precision (IEEE 754 binary16), else in single.</param>
internal sealed record RowLayout(int Length, bool Half)
{
    /// <summary>Bytes of a template.</summary>
    public int VectorBytes => Length * (Half ? 2 : sizeof(float));

    /// <summary>Bytes of a row, with its padding.</summary>
    public int RowBytes => StoreFormat.Aligned(FaceRow.VectorAt + VectorBytes);

    /// <summary>Reads a row's fixed part; false when it, or the template behind it, is not as it was written.</summary>
    public bool TryReadWhole(ReadOnlySpan<byte> row, out FaceRow read) =>
        FaceRow.TryRead(row[..StoreFormat.Unit], out read)
        && StoreFormat.Checksum(row.Slice(FaceRow.VectorAt, VectorBytes)) == read.VectorChecksum;

    /// <summary>Writes a template.</summary>
    public void Write(ReadOnlySpan<float> vector, Span<byte> bytes)
    {
        if (Half)
        {
            TensorPrimitives.ConvertToHalf(vector, MemoryMarshal.Cast<byte, Half>(bytes[..VectorBytes]));
        }
        else
        {
            MemoryMarshal.AsBytes(vector).CopyTo(bytes);
        }
    }

    /// <summary>Reads a template.</summary>
    public void Read(ReadOnlySpan<byte> bytes, Span<float> vector)
    {
        if (Half)
        {
            TensorPrimitives.ConvertToSingle(MemoryMarshal.Cast<byte, Half>(bytes[..VectorBytes]), vector);
        }
        else
        {
            bytes[..VectorBytes].CopyTo(MemoryMarshal.AsBytes(vector));
        }
    }
}
