using System.IO.MemoryMappedFiles;
using OpenCvSharp;

namespace Analytics.Train.Data;

/// <summary>Faces that were cut out once and lie in one file, the pixels of one behind those of the other.</summary>
internal sealed unsafe class FaceCrops : IFaces
{
    private readonly MemoryMappedFile _file;
    private readonly MemoryMappedViewAccessor _view;
    private readonly byte* _pixels;

    /// <summary>Opens the file that <see cref="FaceCutter"/> wrote.</summary>
    public FaceCrops(string path, int side, int margin, IReadOnlyList<int>? people)
    {
        (Side, Margin, People) = (side, margin, people);
        Count = (int)(new FileInfo(path).Length / Bytes);
        _file = MemoryMappedFile.CreateFromFile(path, FileMode.Open, null, 0, MemoryMappedFileAccess.Read);
        _view = _file.CreateViewAccessor(0, 0, MemoryMappedFileAccess.Read);
        _view.SafeMemoryMappedViewHandle.AcquirePointer(ref _pixels);
    }

    /// <inheritdoc/>
    public int Count { get; }

    /// <inheritdoc/>
    public IReadOnlyList<int>? People { get; }

    /// <inheritdoc/>
    public int Side { get; }

    /// <inheritdoc/>
    public int Margin { get; }

    private long Canvas => Side + 2 * Margin;

    private long Bytes => Canvas * Canvas * 3;

    /// <inheritdoc/>
    public Mat Read(int index)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)Count);
        using var there = Mat.FromPixelData((int)Canvas, (int)Canvas, MatType.CV_8UC3, (nint)(_pixels + index * Bytes));
        return there.Clone();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _view.SafeMemoryMappedViewHandle.ReleasePointer();
        _view.Dispose();
        _file.Dispose();
    }
}
